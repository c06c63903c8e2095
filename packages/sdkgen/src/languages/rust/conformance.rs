//! Every call of the conformance table, with the client that is generated from the torture contract.

use std::io::Read;
use std::time::Duration;
use torture_client::models::*;
use torture_client::operations::pages::*;
use torture_client::operations::parameters::*;
use torture_client::operations::retries::CreateSafelyParams;
use torture_client::{Client, Error, ErrorBody, File, MockOps, Stream};

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Done {
    let url = std::env::args().nth(1).ok_or("which base URL?")?;
    let token = |refresh| Ok(if refresh { "fresh" } else { "stale" }.to_string());
    let client = Client::new(&url)
        .with_header_key("k-1")
        .with_query_key("q 1")
        .with_cookie_key("c-1")
        .with_login("ann", "s3crét")
        .with_token_fn(token);
    parameters(&client)?;
    bodies(&client)?;
    credentials(&client)?;
    failures(&client)?;
    retries(&client)?;
    pages(&client)?;
    streams(&client)?;
    sessions(&client, &url)
}

fn parameters(client: &Client) -> Done {
    let api = client.parameters();
    let point = Point { x: 1, y: 2 };
    let matrix = ["x y".to_string(), "z".to_string()];
    api.path_styles("a/b ü", 5, &matrix, &[1, 2], &point)?;
    for plain in ["..", ""] {
        refused(api.path_styles(plain, 5, &matrix, &[1], &point));
    }
    let params = QueryStylesParams {
        tags: Some(vec!["a".into(), "b,c".into()]),
        ids: Some(vec![1, 2, 3]),
        words: Some(vec!["one".into(), "two".into()]),
        pipes: Some(vec!["a".into(), "b".into()]),
        filter: Some(QueryStylesFilter {
            min: Some(3),
            city: Some("Köln".into()),
        }),
        point: Some(point.clone()),
        where_: Some(point.clone()),
        reserved: Some("a/b:c?d=e,f".into()),
        flag: Some(true),
        ratio: Some(0.5),
        big: Some(9007199254740993),
        on: Some("2026-03-01".into()),
        at: Some("2026-03-01T10:20:30Z".into()),
        status: Some("archived".into()),
        odd_name: Some("1".into()),
        absent: None,
    };
    api.query_styles("ä &=+/?#", &params)?;
    let params = HeaderStylesParams {
        x_list: Some(vec![1, 2]),
        x_point: Some(point),
        x_flag: Some(true),
        x_absent: None,
    };
    api.header_styles("plain, text", &params)?;
    refused(api.header_styles("a\r\nb: c", &HeaderStylesParams::default()));
    api.cookie_styles(&CookieStylesParams {
        theme: Some("dark blue".into()),
        sizes: Some(vec![1, 2]),
    })?;
    Ok(())
}

fn bodies(client: &Client) -> Done {
    let api = client.bodies();
    let shape = Shape::Circle(Circle::new(1.5));
    let tea = Thing {
        count: Some(9007199254740993),
        total: Some("9223372036854775807".into()),
        price: Some(3.5),
        at: Some("2026-03-01T10:20:30Z".into()),
        on: Some("2026-03-01".into()),
        data: Some("aGVsbG8=".into()),
        labels: Some([("a".to_string(), "b".to_string())].into()),
        free: Some(serde_json::json!({ "any": [1, "x", null] })),
        value: Some(ThingValue::Text("text".into())),
        kebab_name: Some("k".into()),
        class: Some("c".into()),
        ..Thing::new("tea", None, shape, Status::Active)
    };
    assert_eq!(api.send_thing(&tea)?.name, "Größe");

    let thing = api.read_thing()?;
    assert_eq!(thing.status, Status::Other("archived".into()));
    assert!(matches!(&thing.shape, Shape::Other(value) if value["kind"] == "triangle"));
    assert_eq!(thing.nick, Some(None));
    assert_eq!(thing.count, Some(9007199254740993));
    assert_eq!(thing.total.as_deref(), Some("9223372036854775807"));
    assert!(matches!(
        thing.more.as_deref(),
        Some([Shape::Circle(_), Shape::Square(_)])
    ));
    api.return_thing(&thing)?;

    assert_eq!(api.send_optional(None)?, None);
    assert!(api.send_optional(Some(&Point { x: 1, y: 2 }))?.is_some());
    api.send_form(&SendFormBody {
        expand: Some(vec!["a".into(), "b".into()]),
        tags: Some(vec!["x".into(), "y".into()]),
        card: Some(SendFormBodyCard {
            number: Some("1&2".into()),
            name: Some("N M".into()),
        }),
        ..SendFormBody::new(5)
    })?;
    api.send_multipart(&SendMultipartBody {
        point: Some(Point { x: 1, y: 2 }),
        pages: Some(vec![File::new("", "one"), File::new("", "two")]),
        ..SendMultipartBody::new(
            File::new("tea.txt", "hello").with_media_type("text/plain"),
            "grüße",
        )
    })?;
    assert_eq!(api.send_text("grüße")?, "GRÜSSE");
    let content = [0, 1, 127, 128, 255, 13, 10];
    assert_eq!(api.send_binary(&content)?, content);
    Ok(())
}

fn credentials(client: &Client) -> Done {
    let auth = client.auth();
    assert!(auth.auth_header_key()?.ok);
    assert!(auth.auth_query_key()?.ok);
    assert!(auth.auth_cookie_key()?.ok);
    assert!(auth.auth_basic()?.ok);
    assert!(auth.auth_bearer()?.ok);
    assert!(auth.auth_both()?.ok);
    assert!(auth.auth_either()?.ok);
    assert!(auth.auth_none()?.ok);
    Ok(())
}

fn failures(client: &Client) -> Done {
    let once = client.clone().with_max_retries(0);
    for status in [404, 422, 418, 501] {
        let Err(Error::Api(failure)) = once.errors().fail(status) else {
            return Err(format!("{status} is no ApiError").into());
        };
        assert_eq!(i64::from(failure.status), status);
        match (status, &failure.value) {
            (404, Some(ErrorBody::Missing(missing))) => {
                assert!(!missing.code.is_empty());
                assert_eq!(failure.request_id.as_deref(), Some("req-404"));
            }
            (422, Some(ErrorBody::Problem(problem))) => assert!(!problem.title.is_empty()),
            (418, None) => assert_eq!(failure.text(), "a teapot"),
            (501, Some(ErrorBody::Fault(fault))) => assert!(!fault.fault.is_empty()),
            (_, value) => panic!("{status} has the body {value:?}"),
        }
    }
    let wrong = client.errors().not_json().unwrap_err();
    assert!(
        matches!(wrong, Error::Decode(_)) && wrong.to_string().contains("GET /errors/not-json")
    );
    Ok(())
}

fn retries(client: &Client) -> Done {
    let api = client.retries();
    let point = Point { x: 1, y: 2 };
    assert_eq!(api.flaky()?.attempts, 3);
    assert_eq!(api.hang_up()?.attempts, 2);
    assert_eq!(api.retry_too_late().unwrap_err().status(), Some(429));
    assert_eq!(api.create_once(&point).unwrap_err().status(), Some(503));
    let safely = CreateSafelyParams::default();
    assert_eq!(api.create_safely(&point, &safely)?.attempts, 2);
    let hasty = client
        .clone()
        .with_timeout(Some(Duration::from_millis(200)))
        .with_max_retries(0);
    assert!(matches!(hasty.retries().slow(), Err(Error::Transport(_))));
    api.redirects(3)?;
    api.redirects(100)?;
    assert!(api.redirects(200).is_err());
    Ok(())
}

fn pages(client: &Client) -> Done {
    let api = client.pages();
    let cursor = ListByCursorParams {
        limit: Some(2),
        ..Default::default()
    };
    assert_eq!(ids(api.list_by_cursor_items(&cursor)), "1 2 3 4 5");
    let sizes: Result<Vec<usize>, Error> = api
        .list_by_cursor_pages(&cursor)
        .map(|page| Ok(page?.data.len()))
        .collect();
    assert_eq!(sizes?, [2, 2, 1]);
    assert_eq!(ids(api.list_after_items(&Default::default())), "1 2 3");
    let numbered = ListByNumberParams {
        per_page: Some(2),
        ..Default::default()
    };
    assert_eq!(ids(api.list_by_number_items(&numbered)), "1 2 3 4");
    let offset = ListByOffsetParams {
        limit: Some(2),
        ..Default::default()
    };
    assert_eq!(ids(api.list_by_offset_items(&offset)), "1 2 3 4");
    assert_eq!(ids(api.list_by_link_items()), "1 2 3");
    assert_eq!(ids(api.list_by_url_items(&Default::default())), "1 2 3 4");
    let foreign = ListByUrlParams {
        only: Some("foreign".into()),
    };
    assert_eq!(ids(api.list_by_url_items(&foreign)), "1 error");
    Ok(())
}

fn ids(items: impl Iterator<Item = Result<Item, Error>>) -> String {
    let id = |item: Result<Item, Error>| item.map_or("error".to_string(), |item| item.id);
    items.map(id).collect::<Vec<_>>().join(" ")
}

fn streams(client: &Client) -> Done {
    let api = client.streams();
    assert_eq!(texts(api.read_events()?)?, "1ä 2 3ü");
    let two: Vec<_> = api.read_endless()?.take(2).collect();
    assert!(two.len() == 2 && two.iter().all(Result::is_ok));
    assert_eq!(texts(api.read_lines()?)?, "1ä 2 3no line end");
    let prompt = Prompt::new("hi");
    assert_eq!(api.chat(&prompt)?.text.as_deref(), Some("hello"));
    let stream = Prompt {
        stream: Some(true),
        ..prompt
    };
    assert_eq!(texts(api.chat_events(&stream)?)?, "1ä 2 3ü");

    let mut reader = api.download_reader()?;
    let (mut piece, mut size) = ([0; 1000], 0);
    loop {
        let read = reader.read(&mut piece)?;
        if read == 0 {
            break;
        }
        for byte in &piece[..read] {
            assert_eq!(usize::from(*byte), size % 251);
            size += 1;
        }
    }
    assert_eq!(size, 300_000);
    assert_eq!(api.download()?.len(), 300_000);
    Ok(())
}

fn texts(stream: Stream<Item>) -> Done<String> {
    let mut found = vec![];
    for item in stream {
        let item = item?;
        found.push(item.id + &item.text.unwrap_or_default());
    }
    Ok(found.join(" "))
}

fn sessions(client: &Client, url: &str) -> Done {
    let seen = Client::for_virtual_system(url, "s-1")
        .session()
        .read_session()?;
    assert_eq!((seen.session.as_deref(), seen.api_key), (Some("s-1"), None));
    let mocked = client.clone().with_mockops(MockOps {
        session: Some("s-1".into()),
        persona: Some("p".into()),
        scenario: Some("s".into()),
        ci_run: Some("r".into()),
    });
    let persona = MockOps {
        persona: Some("q".into()),
        ..MockOps::default()
    };
    let once = mocked.with_mockops(persona).with_header("X-Extra", "e");
    let seen = once.session().read_session()?;
    let found = [
        seen.session,
        seen.persona,
        seen.scenario,
        seen.ci_run,
        seen.api_key,
        seen.extra,
    ];
    assert_eq!(
        found.map(Option::unwrap_or_default),
        ["s-1", "q", "s", "r", "k-1", "e"]
    );
    #[allow(deprecated)]
    client.old_way()?;
    Ok(())
}

fn refused<T>(result: Result<T, Error>) {
    assert!(
        matches!(result, Err(Error::Argument(_))),
        "sent what cannot be sent"
    );
}
