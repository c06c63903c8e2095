// pages.rs of a Rust SDK, after the line of origin: the same in every one.

export const PAGES_RS = `//! Lists in pages: the next one is asked for when it is needed.

use crate::call::{Call, Next};
use crate::error::{DecodeError, Error};
use crate::http::{decode, Answer, Http};
use crate::transport::find;
use crate::url::{same_origin, Url};
use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;
use std::collections::HashSet;
use std::marker::PhantomData;

struct Walk {
    http: Http,
    call: Call,
    position: Option<i64>,
    seen: HashSet<String>,
    ended: bool,
}

impl Walk {
    fn new(http: &Http, call: Call) -> Self {
        let (http, seen) = (http.clone(), HashSet::new());
        Self {
            http,
            call,
            position: None,
            seen,
            ended: false,
        }
    }

    fn page(&mut self) -> Option<Result<(Answer, Value), Error>> {
        if self.ended {
            return None;
        }
        let page = self.ask();
        if !matches!(page, Ok(Some(_))) {
            self.ended = true;
        }
        page.transpose()
    }

    fn ask(&mut self) -> Result<Option<(Answer, Value)>, Error> {
        if let Some(problem) = self.call.problem.take() {
            return Err(Error::Argument(problem));
        }
        let answer = self.http.exchange(&self.call, "application/json", false)?;
        if answer.bytes.is_empty() {
            return Ok(None);
        }
        let body: Value = decode(&self.call, answer.status, answer.bytes.clone())?;
        if let Err(message) = self.turn(&answer, &body) {
            self.call.problem = Some(format!("{}: {message}", self.call.operation));
        }
        Ok(Some((answer, body)))
    }

    /// Makes the call that of the next page, or ends the walk.
    fn turn(&mut self, answer: &Answer, body: &Value) -> Result<(), String> {
        let empty = vec![];
        let items = at(body, self.call.items)
            .and_then(Value::as_array)
            .unwrap_or(&empty);
        let more = at(body, self.call.more).and_then(Value::as_bool);
        self.ended = items.is_empty() || more == Some(false) && !self.call.more.is_empty();
        if self.ended {
            return Ok(());
        }
        let Some(next) = self.call.next else {
            return Err("it has no pages".to_string());
        };
        match next {
            Next::Page(param, first) => self.count(param, first, 1),
            Next::Offset(param, first) => self.count(param, first, items.len() as i64),
            Next::Cursor(param, path) => {
                let cursor = at(body, path).and_then(text);
                self.go(cursor, |call, cursor| call.replace_query(param, &cursor));
                Ok(())
            }
            Next::LastItem(param, field) => {
                let cursor = items.last().and_then(|item| item.get(field)).and_then(text);
                self.go(cursor, |call, cursor| call.replace_query(param, &cursor));
                Ok(())
            }
            Next::Url(path) => {
                let link = match path.is_empty() {
                    true => find(&answer.headers, "link").and_then(next_link),
                    false => at(body, path).and_then(text),
                };
                let Some(link) = link.filter(|link| !link.is_empty()) else {
                    self.ended = true;
                    return Ok(());
                };
                let target = Url::parse(&answer.url).and_then(|url| url.join(&link));
                let target = target.filter(|target| same_origin(target, &self.http.base_url));
                let Some(target) = target else {
                    return Err(format!(
                        "the next page is at {link:?}, which is another origin"
                    ));
                };
                self.go(Some(target), Call::go_to);
                Ok(())
            }
        }
    }

    fn count(&mut self, param: &'static str, first: i64, step: i64) -> Result<(), String> {
        let start = match self.position {
            Some(position) => position,
            None => match self.call.query_value(param) {
                Some(given) => given
                    .parse()
                    .map_err(|_| format!("{param} must be a number"))?,
                None => first,
            },
        };
        self.position = Some(start + step);
        self.call.replace_query(param, &(start + step).to_string());
        Ok(())
    }

    /// What repeats or is empty is the end.
    fn go(&mut self, next: Option<String>, set: impl FnOnce(&mut Call, String)) {
        match next.filter(|next| !next.is_empty()) {
            Some(next) if self.seen.insert(next.clone()) => set(&mut self.call, next),
            _ => self.ended = true,
        }
    }
}

/// Page after page. Ends after the first failure.
pub struct Pages<T> {
    walk: Walk,
    page: PhantomData<fn() -> T>,
}

#[allow(dead_code)]
impl<T> Pages<T> {
    pub(crate) fn new(http: &Http, call: Call) -> Self {
        Self {
            walk: Walk::new(http, call),
            page: PhantomData,
        }
    }
}

impl<T: DeserializeOwned> Iterator for Pages<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let page = self.walk.page()?;
        Some(page.and_then(|(answer, _)| decode(&self.walk.call, answer.status, answer.bytes)))
    }
}

/// Item after item over all pages. Ends after the first failure.
pub struct Items<T> {
    walk: Walk,
    items: std::vec::IntoIter<Value>,
    status: u16,
    item: PhantomData<fn() -> T>,
}

#[allow(dead_code)]
impl<T> Items<T> {
    pub(crate) fn new(http: &Http, call: Call) -> Self {
        let walk = Walk::new(http, call);
        Self {
            walk,
            items: vec![].into_iter(),
            status: 0,
            item: PhantomData,
        }
    }

    fn failed(&mut self, body: String, source: serde_json::Error) -> Error {
        self.walk.ended = true;
        self.items = vec![].into_iter();
        let (operation, status) = (self.walk.call.operation.clone(), self.status);
        Error::Decode(Box::new(DecodeError {
            operation,
            status,
            body: body.into_bytes(),
            source,
        }))
    }
}

impl<T: DeserializeOwned> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(
                    T::deserialize(&item).map_err(|error| self.failed(item.to_string(), error)),
                );
            }
            let (answer, mut body) = match self.walk.page()? {
                Ok(page) => page,
                Err(failure) => return Some(Err(failure)),
            };
            self.status = answer.status;
            match take(&mut body, self.walk.call.items) {
                None | Some(Value::Null) => {}
                Some(Value::Array(items)) => self.items = items.into_iter(),
                Some(other) => {
                    let error = serde_json::Error::custom("the items of the page are no list");
                    return Some(Err(self.failed(other.to_string(), error)));
                }
            }
        }
    }
}

fn at<'a>(body: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(body, |value, name| value.get(name))
}

fn take(body: &mut Value, path: &[&str]) -> Option<Value> {
    let found = path
        .iter()
        .try_fold(body, |value, name| value.get_mut(name));
    found.map(Value::take)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The target with rel="next" (RFC 8288).
fn next_link(header: &str) -> Option<String> {
    header.split('<').skip(1).find_map(|link| {
        let (target, params) = link.split_once('>')?;
        let is_next = params.split(';').any(|param| {
            let (name, value) = param.split_once('=').unwrap_or_default();
            let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
            let next = value
                .split_whitespace()
                .any(|word| word.eq_ignore_ascii_case("next"));
            name.trim().eq_ignore_ascii_case("rel") && next
        });
        is_next.then(|| target.to_string())
    })
}
`;
