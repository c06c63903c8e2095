// url.rs of a Rust SDK, after the line of origin: the same in every one.

export const URL_RS = `//! As much of URLs as redirects and pages need.

pub struct Url<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
}

impl<'a> Url<'a> {
    pub fn parse(url: &'a str) -> Option<Self> {
        if url.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            return None;
        }
        let (scheme, rest) = url.split_once("://")?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, target) = rest
            .find(['/', '?'])
            .map_or((rest, ""), |at| rest.split_at(at));
        let path = target.split('?').next().unwrap_or_default();
        let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        (known && !authority.is_empty()).then_some(Self {
            scheme,
            authority,
            path,
        })
    }

    /// What a reference means here (RFC 3986, 5.2).
    pub fn join(&self, reference: &str) -> Option<String> {
        let reference = reference.split('#').next().unwrap_or_default();
        if reference.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            return None;
        }
        let head = format!("{}://{}", self.scheme, self.authority);
        if reference.contains("://") {
            return Url::parse(reference).map(|_| reference.to_string());
        }
        if let Some(rest) = reference.strip_prefix("//") {
            return Some(format!("{}://{rest}", self.scheme));
        }
        if reference.starts_with('?') || reference.is_empty() {
            return Some(format!("{head}{}{reference}", self.path));
        }
        let (path, query) = reference
            .find('?')
            .map_or((reference, ""), |at| reference.split_at(at));
        let folder = &self.path[..self.path.rfind('/').map_or(0, |at| at + 1)];
        let full = if path.starts_with('/') {
            path.to_string()
        } else {
            format!("{folder}{path}")
        };
        let mut parts: Vec<&str> = vec![];
        for part in full.trim_start_matches('/').split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        Some(format!("{head}/{}{query}", parts.join("/")))
    }

    fn origin(&self) -> (String, String) {
        let scheme = self.scheme.to_ascii_lowercase();
        let host = self
            .authority
            .rsplit('@')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let has_port = host.rsplit(']').next().unwrap_or(&host).contains(':');
        let port = if scheme == "https" { 443 } else { 80 };
        let host = if has_port {
            host
        } else {
            format!("{host}:{port}")
        };
        (scheme, host)
    }
}

pub fn same_origin(a: &str, b: &str) -> bool {
    match (Url::parse(a), Url::parse(b)) {
        (Some(a), Some(b)) => a.origin() == b.origin(),
        _ => false,
    }
}

pub fn without_query(url: &str) -> String {
    url.split('?').next().unwrap_or_default().to_string()
}
`;
