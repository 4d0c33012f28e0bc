//! Which addresses may be called (threat rows S1 and S2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// What may be done with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The operator allows it: any port, also without TLS.
    Allowed,
    /// An address of the whole internet: TLS and the ports of web APIs.
    Global,
    /// A network of somebody's own, or no address of one machine.
    Refused,
}

/// Judges the address that is going to be connected to, never a name.
pub(super) fn judge(address: IpAddr, allow: &[IpNet]) -> Verdict {
    let plain = address.to_canonical();
    if allow.iter().any(|network| network.contains(&address) || network.contains(&plain)) {
        return Verdict::Allowed;
    }
    let is_global = match address {
        IpAddr::V4(address) => is_global_v4(address),
        IpAddr::V6(address) => is_global_v6(address),
    };
    if is_global { Verdict::Global } else { Verdict::Refused }
}

/// The IANA IPv4 special-purpose registry, and multicast.
fn is_global_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// Global unicast (`2000::/3`) without what stands for an IPv4 address or for documents. All else,
/// mapped and NAT64 addresses among it, is refused whatever it stands for.
fn is_global_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_special = match first {
        // Teredo, ORCHID and other protocols (2001::/23), documentation (2001:db8::/32).
        0x2001 => second < 0x200 || second == 0xdb8,
        // 6to4.
        0x2002 => true,
        // Documentation (3fff::/20).
        0x3fff => second < 0x1000,
        _ => false,
    };
    first & 0xe000 == 0x2000 && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_whole_internet_are_global() {
        for address in [
            "1.1.1.1",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "169.253.0.1",
            "2606:4700:4700::1111",
            "2a00:1450::1",
            "2001:200::1",
            "3fff:1000::1",
        ] {
            assert_eq!(judge(address.parse().unwrap(), &[]), Verdict::Global, "{address}");
        }
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "::127.0.0.1",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2001:10::1",
            "2001:20::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
        ] {
            assert_eq!(judge(address.parse().unwrap(), &[]), Verdict::Refused, "{address}");
        }
    }

    #[test]
    fn what_the_operator_allows_is_allowed_in_either_writing() {
        let allow: Vec<IpNet> = vec!["127.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        for address in ["127.0.0.1", "::ffff:127.0.0.1", "fd12::1"] {
            assert_eq!(judge(address.parse().unwrap(), &allow), Verdict::Allowed, "{address}");
        }
        for address in ["10.0.0.1", "::1", "fe80::1", "64:ff9b::7f00:1"] {
            assert_eq!(judge(address.parse().unwrap(), &allow), Verdict::Refused, "{address}");
        }
    }
}
