//! Which pages may talk to a bot: the `origins` of the configuration against a request's `Origin`.

use std::fmt;
use std::str::FromStr;

/// One entry of `origins`: an exact origin, or one with any port (`http://127.0.0.1:*`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginPattern {
    scheme: Scheme,
    host: String,
    port: Port,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Port {
    Any,
    Exactly(u16),
}

impl OriginPattern {
    /// Whether `origin`, as a browser sent it, is this one.
    pub fn admits(&self, origin: &str) -> bool {
        let Some((scheme, host, port)) = split(origin) else { return false };
        let Some(port) = number(scheme, port) else { return false };
        let is_port = match self.port {
            Port::Any => true,
            Port::Exactly(own) => own == port,
        };
        self.scheme == scheme && self.host.eq_ignore_ascii_case(host) && is_port
    }

    /// Whether it admits whatever the other one does.
    pub fn covers(&self, other: &Self) -> bool {
        let are_ports = self.port == Port::Any || self.port == other.port;
        self.scheme == other.scheme && self.host == other.host && are_ports
    }
}

/// As a Content-Security-Policy names it.
impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual) = match self.scheme {
            Scheme::Http => ("http", 80),
            Scheme::Https => ("https", 443),
        };
        write!(f, "{scheme}://{}", self.host)?;
        match self.port {
            Port::Any => f.write_str(":*"),
            Port::Exactly(port) if port == usual => Ok(()),
            Port::Exactly(port) => write!(f, ":{port}"),
        }
    }
}

impl FromStr for OriginPattern {
    type Err = &'static str;

    /// Errors are sentences for the configuration's reader.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, host, port) = split(text)
            .ok_or("an origin is written `https://shop.example` or `http://127.0.0.1:*`, without a path")?;
        let port = match port {
            Some("*") => Port::Any,
            port => Port::Exactly(number(scheme, port).ok_or("the port of an origin is a number or `*`")?),
        };
        Ok(Self { scheme, host: host.to_ascii_lowercase(), port })
    }
}

/// Whether a page of this origin, as a browser sent it, is served by the visitor's own machine: `localhost`, names
/// below it (RFC 6761 §6.3), `127.…` and `[::1]`.
pub(crate) fn is_of_this_machine(origin: &str) -> bool {
    let Some((_, host, _)) = split(origin) else { return false };
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let last = bare.rsplit('.').next().unwrap_or(bare);
    last.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Scheme, host and the text after the last colon; nothing if there is more or less to it.
fn split(text: &str) -> Option<(Scheme, &str, Option<&str>)> {
    let (scheme, rest) = match text.split_once("://")? {
        (scheme, rest) if scheme.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
        (scheme, rest) if scheme.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
        _ => return None,
    };
    let (host, port) = if rest.starts_with('[') {
        let end = rest.find(']')?;
        let (host, tail) = rest.split_at_checked(end + 1)?;
        match tail.strip_prefix(':') {
            Some(port) => (host, Some(port)),
            None if tail.is_empty() => (host, None),
            None => return None,
        }
    } else {
        match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        }
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(is_plain),
    };
    is_host.then_some((scheme, host, port))
}

fn number(scheme: Scheme, port: Option<&str>) -> Option<u16> {
    match (port, scheme) {
        (Some(port), _) => port.parse().ok().filter(|_| port.bytes().all(|byte| byte.is_ascii_digit())),
        (None, Scheme::Http) => Some(80),
        (None, Scheme::Https) => Some(443),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(pattern: &str, origin: &str) -> bool {
        pattern.parse::<OriginPattern>().unwrap().admits(origin)
    }

    #[test]
    fn an_exact_origin_admits_itself_only() {
        assert!(admits("https://shop.example", "https://shop.example"));
        assert!(admits("https://Shop.Example:443", "https://shop.example"));
        assert!(admits("http://[::1]:8080", "http://[::1]:8080"));
        for other in [
            "http://shop.example",
            "https://shop.example:8443",
            "https://shop.example.evil",
            "https://evil.shop.example",
            "https://shop.example/",
            "https://shop.example@evil",
            "null",
            "",
        ] {
            assert!(!admits("https://shop.example", other), "{other}");
        }
    }

    #[test]
    fn a_star_stands_for_any_port_and_nothing_else() {
        assert!(admits("http://127.0.0.1:*", "http://127.0.0.1:4321"));
        assert!(admits("http://127.0.0.1:*", "http://127.0.0.1"));
        for other in
            ["http://127.0.0.1:x", "http://127.0.0.1:", "http://127.0.0.1.evil:1", "https://127.0.0.1:1"]
        {
            assert!(!admits("http://127.0.0.1:*", other), "{other}");
        }
    }

    #[test]
    fn a_pattern_covers_what_it_admits_and_no_other() {
        let covers =
            |one: &str, other: &str| one.parse::<OriginPattern>().unwrap().covers(&other.parse().unwrap());
        assert!(covers("http://127.0.0.1:*", "http://127.0.0.1:5173"));
        assert!(covers("https://shop.example", "https://Shop.Example:443"));
        assert!(!covers("http://127.0.0.1:5173", "http://127.0.0.1:*"));
        assert!(!covers("https://shop.example", "http://shop.example"));
        assert!(!covers("https://shop.example", "https://evil.example"));
    }

    #[test]
    fn names_of_this_machine_are_few() {
        for origin in
            ["http://localhost", "https://shop.localhost:8443", "http://127.8.0.1:1", "http://[::1]:5173"]
        {
            assert!(is_of_this_machine(origin), "{origin}");
        }
        for origin in
            ["http://localhost.evil.example", "http://10.0.0.1", "http://127.0.0.1.evil", "null", ""]
        {
            assert!(!is_of_this_machine(origin), "{origin}");
        }
    }

    #[test]
    fn a_pattern_is_written_as_a_policy_names_it() {
        for (pattern, written) in [
            ("https://Shop.Example:443", "https://shop.example"),
            ("http://127.0.0.1:*", "http://127.0.0.1:*"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(pattern.parse::<OriginPattern>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn a_bad_pattern_is_refused() {
        for text in [
            "shop.example",
            "https://",
            "https://shop.example/a",
            "https://*",
            "ftp://a",
            "*",
            "https://a:99999",
        ] {
            assert!(text.parse::<OriginPattern>().is_err(), "{text}");
        }
    }
}
