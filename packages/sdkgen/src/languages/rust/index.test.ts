import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadContract } from '../../fixtures/load.ts';
import { shopContract } from '../../fixtures/shop.ts';
import { startShop } from '../../fixtures/shop-server.ts';
import { trapsContract } from '../../fixtures/traps.ts';
import { findProgram, openWorkshop, run } from '../../fixtures/workshop.ts';
import { generateSdk } from '../../generate.ts';

const cargo = findProgram('cargo') ?? '';
const crates = '/usr/share/cargo/registry';
const hasSerde =
  existsSync(crates) &&
  ['serde-', 'serde_derive-', 'serde_json-'].every((name) =>
    readdirSync(crates).some((entry) => entry.startsWith(name)),
  );
const reason =
  cargo === ''
    ? 'no cargo on the PATH'
    : hasSerde
      ? ''
      : 'no serde: apt-get install librust-serde-dev librust-serde-json-dev librust-serde-derive-dev';

const program = `
use shop_client::models::*;
use shop_client::operations::orders::ListOrdersParams;
use shop_client::{ApiError, Client, MockOps, Part};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    let mockops = MockOps { session: Some("s-1".into()), persona: Some("premium".into()), scenario: Some("declined".into()), ci_run: Some("run-7".into()) };
    let client = Client::new(url)
        .with_header("x-app", "test")
        .with_auth(|request| request.set_header("authorization", "Bearer abc"))
        .with_mockops(mockops.clone());
    let orders = client.orders().list_orders(&ListOrdersParams {
        status: Some(vec![OrderStatus::Paid, OrderStatus::from("on hold")]),
        ids: Some(vec!["1".into(), "2,3".into()]),
        filter: Some(ListOrdersFilter { min: Some(3), city: Some("Köln".into()) }),
        sort: Some("-created".into()),
        x_trace: Some("t".into()),
        tenant: Some("acme".into()),
    })?;
    let card = CardPayment { last4: Some("4242".into()), ..CardPayment::new() };
    let created = client.orders().create_order(&Order::new(vec![Line::new(1, "tea")], None, Payment::CardPayment(card), OrderStatus::Pending))?;
    let guest = client.clone().with_mockops(MockOps { persona: Some("guest".into()), ..mockops });
    let found = guest.orders().get_order("a/b c")?;
    #[allow(deprecated)]
    client.orders().delete_order("a/b c")?;
    let card = CreateTokenBodyCard { number: Some("1".into()), name: Some("N M".into()) };
    let token = client.tokens().create_token(&CreateTokenBody { expand: Some(vec!["a".into(), "b".into()]), card: Some(card), ..CreateTokenBody::new(5) })?;
    client.files().upload_file(&[Part::file("file", "a.txt", "text/plain", "hello"), Part::text("label", "greeting")])?;
    let content = client.files().download_file("9")?;
    let stored = client.files().replace_file("9", &[1, 2, 255])?;
    let error = client.orders().get_order("nope").unwrap_err();
    let problem: Problem = error.json().ok_or("no problem")?;
    let dead = match Client::new(std::env::args().nth(2).unwrap_or_default()).orders().get_order("x") {
        Err(ApiError::Transport { .. }) => "transport".to_string(),
        other => format!("{other:?}"),
    };
    let payment: Payment = serde_json::from_str(r#"{"kind":"coin","coin":1}"#)?;
    println!("{}", serde_json::json!({
        "count": orders.len(), "created": created, "status": found.status, "bank": matches!(found.payment, Payment::BankPayment(_)),
        "coupon": [found.coupon == Some(None), created.coupon.is_none()], "gift": found.gift_message, "parent": found.parent.as_ref().and_then(|order| order.id.clone()),
        "token": token.token, "content": String::from_utf8(content)?, "stored": stored, "failure": [error.status().unwrap_or(0).to_string(), problem.code],
        "unanswered": dead, "unknown": payment,
        "https": Client::new("https://localhost").orders().get_order("x").unwrap_err().to_string().contains("Transport"),
        "empty": matches!(client.orders().get_order(".."), Err(ApiError::Argument(_))),
    }));
    Ok(())
}
`;

const trapsProgram = `
use traps_co_client::models::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tree: Json = serde_json::from_str(r#"{"a":[1,"b",{"c":["d"]}]}"#)?;
    let rows: Rows = serde_json::from_str("[[],[[]]]")?;
    let open: Open = serde_json::from_str(r#"{"a":"b","more":3}"#)?;
    let shape: Shape = serde_json::from_str(r#"{"kind":"square","inner":{"kind":"circle","r":1.5}}"#)?;
    let mixed: Mixed = serde_json::from_str(r#"{"base":"b","y":"z"}"#)?;
    let values: Vec<Values> = serde_json::from_str(r#"["<=","+1","new"]"#)?;
    println!("{}", serde_json::json!([tree, rows, open, shape, mixed, values, values == [Values::LessEqual, Values::Plus1, Values::Other("new".into())]]));
    Ok(())
}
`;

/** Only what Debian packages may be used: nothing is downloaded. */
const config = `[source.crates-io]\nreplace-with = "packaged"\n\n[source.packaged]\ndirectory = "${crates}"\n\n[net]\noffline = true\n`;

test.skipIf(reason !== '')(
  `Rust clients compile without warnings, survive every known trap and speak to a server${reason === '' ? '' : ` (skipped: ${reason})`}`,
  { timeout: 300_000 },
  async () => {
    const workshop = await openWorkshop();
    const shop = await startShop();
    try {
      // Two crates of different names may share one target; crates of one name would pass for each other.
      const manifest = '[workspace]\nmembers = ["shop", "traps"]\nresolver = "2"\n\n[profile.dev]\ndebug = 0\n';
      await workshop.write(
        new Map([
          ['Cargo.toml', manifest],
          ['.cargo/config.toml', config],
        ]),
      );
      const inFolder = (folder: string, files: ReadonlyMap<string, string>) =>
        new Map([...files].map(([path, text]) => [`${folder}/${path}`, text]));
      const shopApi = await loadContract(shopContract);
      const trapsApi = await loadContract(trapsContract);
      await workshop.write(inFolder('shop', generateSdk({ api: shopApi, language: 'rust' })));
      await workshop.write(inFolder('traps', generateSdk({ api: trapsApi, language: 'rust' })));
      await workshop.write(
        new Map([
          ['shop/examples/try.rs', program],
          ['traps/examples/traps.rs', trapsProgram],
        ]),
      );
      const env = { CARGO_TARGET_DIR: `${workshop.folder}/target`, CARGO_TERM_COLOR: 'never' };
      const built = await run(cargo, ['build', '--offline', '--workspace', '--examples'], workshop.folder, env);
      expect(built.code, built.output).toBe(0);
      expect(built.output).not.toContain('warning');

      const traps = await run(`${workshop.folder}/target/debug/examples/traps`, [], workshop.folder);
      expect(traps.code, traps.output).toBe(0);
      expect(JSON.parse(traps.output)).toEqual([
        { a: [1, 'b', { c: ['d'] }] },
        [[], [[]]],
        { a: 'b', more: 3 },
        { kind: 'square', inner: { kind: 'circle', r: 1.5 } },
        { base: 'b', y: 'z' },
        ['<=', '+1', 'new'],
        true,
      ]);

      const ended = await run(
        `${workshop.folder}/target/debug/examples/try`,
        [shop.url, shop.hangUpUrl],
        workshop.folder,
      );
      expect(ended.code, ended.output).toBe(0);
      expect(JSON.parse(ended.output)).toEqual({
        count: 2,
        created: {
          id: 'o-3',
          status: 'pending',
          lines: [{ sku: 'tea', quantity: 1 }],
          payment: { kind: 'card', last4: '4242' },
          note: null,
        },
        status: 'refunded-later',
        bank: true,
        coupon: [true, true],
        gift: 'hi',
        parent: 'root',
        token: 't-1',
        content: 'bytes',
        stored: 'stored 3',
        failure: ['404', 'order_missing'],
        unanswered: 'transport',
        unknown: { kind: 'coin', coin: 1 },
        https: true,
        empty: true,
      });
      const [list, , get] = shop.seen;
      expect(list?.url).toBe(
        '/api/orders?filter%5Bcity%5D=K%C3%B6ln&filter%5Bmin%5D=3&ids=1,2%2C3&sort=-created&status=paid&status=on%20hold',
      );
      expect(list?.headers).toMatchObject({
        'x-trace': 't',
        'x-app': 'test',
        authorization: 'Bearer abc',
        cookie: 'tenant=acme',
        'mockops-session': 's-1',
        'mockops-persona': 'premium',
        'mockops-scenario': 'declined',
        'mockops-ci-run': 'run-7',
      });
      expect(get?.headers['mockops-persona']).toBe('guest');
      const bodies = shop.seen.map(({ url, body }) => [url, body]);
      expect(bodies).toContainEqual([
        '/api/tokens',
        'amount=5&card%5Bname%5D=N%20M&card%5Bnumber%5D=1&expand=a&expand=b',
      ]);
      expect(shop.seen.find(({ url }) => url === '/api/files')?.body).toMatch(
        /name="file"[\s\S]*hello[\s\S]*name="label"[\s\S]*greeting/,
      );
      expect(bodies).toContainEqual(['/api/files/9/content', '\u0001\u0002\u00ff']);
    } finally {
      await shop.close();
      await workshop.remove();
    }
  },
);
