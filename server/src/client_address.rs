//! Whose address a request comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// Who asks, by address. One whose address a proxy of ours wrote so that nobody can read it is unknown: in no
/// network, not on this machine, and of one household with all others that are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client(Option<IpAddr>);

impl Client {
    /// The client: the peer, or behind `trusted` proxies the right-most hop of `X-Forwarded-For` or of `Forwarded`
    /// (RFC 7239) that is no proxy of ours. Hops further left are the client's own claim, and are not looked at.
    /// Proxies of ours write one of the two, and may pass the other on as the client wrote it: who is somebody else
    /// by each of them is unknown.
    pub(crate) fn find(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
        let peer = peer.to_canonical();
        let walk = |name: &str, is_standard: bool| {
            let lines = headers.get_all(name).into_iter().rev();
            let mut hops = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
            let mut client = peer;
            while is_trusted(client) {
                // The proxies of ours say of nobody that they pass them on: it is the left-most of them that asks.
                let Some(hop) = hops.next() else { break };
                let hop = if is_standard { element(hop) } else { Some(hop) };
                client = hop.and_then(read)?.to_canonical();
            }
            Some(client)
        };
        let (old, standard) = (walk("x-forwarded-for", false), walk("forwarded", true));
        // A line that is not there, or that names proxies of ours only, says of nobody who they are.
        let is_ours = |found: Option<IpAddr>| found.is_some_and(is_trusted);
        Self(match (is_ours(old), is_ours(standard)) {
            (true, false) => standard,
            (true, true) if old == Some(peer) => standard,
            (_, true) => old,
            (false, false) => old.filter(|_| old == standard),
        })
    }

    /// The address, unless it is unknown.
    pub(crate) fn address(self) -> Option<IpAddr> {
        self.0
    }

    /// Whether it is in one of these networks.
    pub(crate) fn is_in(self, networks: &[IpNet]) -> bool {
        self.0.is_some_and(|address| networks.iter().any(|network| network.contains(&address)))
    }

    /// Whether it is on this machine.
    pub(crate) fn is_near(self) -> bool {
        self.0.is_some_and(|address| address.is_loopback())
    }

    /// What rate limits count by: the address, or the /64 of an IPv6 one, which is one household. Those who are
    /// unknown have the unspecified address, which nobody else has.
    pub(crate) fn household(self) -> IpAddr {
        match self.0 {
            None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            Some(IpAddr::V6(six)) => IpAddr::V6((six.to_bits() & !u128::from(u64::MAX)).into()),
            Some(four) => four,
        }
    }
}

/// The `for` of an element of `Forwarded`, without its quotes: `for="[2001:db8::1]:4711";proto=https`. A comma that
/// a client wrote between quotes cuts its own claim only, which lies further left.
fn element(hop: &[u8]) -> Option<&[u8]> {
    let value = hop.split(|byte| *byte == b';').find_map(|pair| {
        let pair = pair.trim_ascii();
        let (name, value) = pair.split_at_checked(4)?;
        name.eq_ignore_ascii_case(b"for=").then_some(value)
    })?;
    Some(value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value))
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn read(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop.trim_ascii()).ok()?;
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let bracketed = bare.and_then(|hop| hop.parse().ok()).map(IpAddr::V6);
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    hop.parse().ok().or(bracketed).or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(peer: &str, forwarded: &[&[u8]]) -> Client {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", axum::http::HeaderValue::from_bytes(line).unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "127.0.0.1/32".parse().unwrap()];
        Client::find(peer.parse().unwrap(), &headers, &trusted)
    }

    fn shown(client: Client) -> String {
        client.address().map(|address| address.to_string()).unwrap_or_default()
    }

    fn found(peer: &str, forwarded: &str) -> String {
        shown(find(peer, &[forwarded.as_bytes()]))
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        assert_eq!(found("203.0.113.9", "1.2.3.4"), "203.0.113.9");
        assert_eq!(found("203.0.113.9", "nonsense"), "203.0.113.9");
        assert_eq!(found("10.0.0.1", "1.2.3.4, 198.51.100.7"), "198.51.100.7");
        assert_eq!(found("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(shown(find("10.0.0.1", &[b"1.2.3.4", b"198.51.100.7"])), "198.51.100.7");
        assert_eq!(shown(find("10.0.0.1", &[b"\xff", b"198.51.100.7, 10.0.0.2"])), "198.51.100.7");
        assert_eq!(shown(find("10.0.0.1", &[])), "10.0.0.1");
        assert_eq!(found("10.0.0.1", "10.0.0.2"), "10.0.0.2");
    }

    #[test]
    fn a_hop_may_have_a_port() {
        for (hop, address) in [
            ("198.51.100.7:4711", "198.51.100.7"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[::ffff:198.51.100.7]:1", "198.51.100.7"),
            ("\t198.51.100.7 ", "198.51.100.7"),
            ("198.51.100.7, 10.0.0.2:4711", "198.51.100.7"),
        ] {
            assert_eq!(found("10.0.0.1", hop), address, "{hop:?}");
        }
    }

    #[test]
    fn a_proxy_may_write_the_standard_line_alone() {
        let of = |old: Option<&'static str>, lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("forwarded", axum::http::HeaderValue::from_static(line));
            }
            headers.extend(old.map(|line| {
                (
                    axum::http::HeaderName::from_static("x-forwarded-for"),
                    axum::http::HeaderValue::from_static(line),
                )
            }));
            shown(Client::find("10.0.0.1".parse().unwrap(), &headers, &["10.0.0.0/8".parse().unwrap()]))
        };
        for (lines, address) in [
            (&["for=198.51.100.7"] as &[_], "198.51.100.7"),
            (&["for=1.2.3.4, for=198.51.100.7;proto=https;by=10.0.0.1"], "198.51.100.7"),
            (&["proto=https; For=\"[2001:db8::1]:4711\", for=10.0.0.2"], "2001:db8::1"),
            (&["for=1.2.3.4", "for=\"198.51.100.7:80\""], "198.51.100.7"),
            (&["for=\"a, for=1.2.3.4\", for=198.51.100.7"], "198.51.100.7"),
            (&["for=198.51.100.7, for=_hidden"], ""),
            (&["for=198.51.100.7, proto=https"], ""),
            (&["for=unknown"], ""),
            (&[], "10.0.0.1"),
        ] {
            assert_eq!(of(None, lines), address, "{lines:?}");
        }
        for (old, standard, address) in [
            ("198.51.100.7, 10.0.0.2", "for=198.51.100.7;proto=https", "198.51.100.7"),
            // A proxy before them wrote the other line, and did not read this one.
            ("198.51.100.7, 10.0.0.2", "for=10.0.0.3", "198.51.100.7"),
            ("10.0.0.3", "for=198.51.100.7", "198.51.100.7"),
            ("10.0.0.3", "for=10.0.0.2", "10.0.0.3"),
        ] {
            assert_eq!(of(Some(old), &[standard]), address, "{old} {standard}");
        }
    }

    #[test]
    fn a_line_that_proxies_pass_on_as_the_client_wrote_it_chooses_nobody() {
        let of = |peer: &str, old: &'static str, standard: &'static str| {
            let mut headers = HeaderMap::new();
            headers.append("x-forwarded-for", axum::http::HeaderValue::from_static(old));
            headers.append("forwarded", axum::http::HeaderValue::from_static(standard));
            Client::find(peer.parse().unwrap(), &headers, &["10.0.0.0/8".parse().unwrap()])
        };
        for (old, standard) in [
            ("1.2.3.4", "for=198.51.100.7"),
            ("127.0.0.1", "for=198.51.100.7"),
            ("1.2.3.4", "for=_hidden"),
            ("198.51.100.7", "for=1.2.3.4"),
            ("198.51.100.7", "nonsense"),
            ("nonsense", "for=198.51.100.7"),
        ] {
            assert_eq!(of("10.0.0.1", old, standard), Client(None), "{old} {standard}");
            assert_eq!(shown(of("203.0.113.9", old, standard)), "203.0.113.9", "no proxy of ours");
        }
    }

    #[test]
    fn who_cannot_be_read_is_unknown_and_nowhere() {
        let everywhere: [IpNet; 2] = ["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()];
        for hop in [
            "nonsense",
            "",
            "1.2.3.4, ",
            "unknown",
            "[198.51.100.7]",
            "1.2.3.4:",
            "fe80::1%eth0",
            "x, 10.0.0.2",
        ] {
            let client = find("127.0.0.1", &[hop.as_bytes()]);
            assert_eq!(client, Client(None), "{hop:?}");
            assert!(!client.is_in(&everywhere) && !client.is_near());
            assert_eq!(client.household(), find("10.0.0.1", &[b"\xff"]).household());
        }
    }

    #[test]
    fn addresses_of_one_household_count_as_one() {
        let of = |address: &str| find(address, &[]).household();
        assert_eq!(of("2001:db8:1:2:3::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2:3::1"), of("2001:db8:1:3:3::1"));
    }
}
