//! Where a push may go: only to public addresses. Anybody can give an address, and a request to it comes from inside
//! this network.
//!
//! A name is looked up once for each connection, and the connection goes to what was looked at: a name that leads
//! elsewhere at the next question changes nothing.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    error::Error,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

/// A name leads into a network that is not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to an address that is not public")
    }
}

impl Error for Inside {}

/// Looks names up, and refuses those with any address that is not public.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outside;

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !found.iter().all(|address| is_public(address.ip())) {
                return Err(Inside.into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

/// Whether a request failed because of where its name leads.
pub(super) fn is_inside(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<Inside>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether the host of an address may be public: a name, which is looked at when it is looked up, or a public number.
/// `host` is as the `url` crate writes it: every spelling of an IPv4 address in four numbers, IPv6 in brackets.
pub(super) fn may_be_outside(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    !host.is_empty() && bare.parse().map_or(true, is_public)
}

/// Whether an address is reachable from everywhere (IANA's special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        // Where clouds tell machines about themselves.
        || address.is_link_local()
        || address.is_documentation()
        // This network, multicast, and what is reserved, broadcast included.
        || a == 0
        || a >= 224
        // Shared by customers of one provider (RFC 6598).
        || (a == 100 && (64..128).contains(&b))
        // Protocols' own, old relays, and benchmarks (RFC 6890, RFC 7526, RFC 2544).
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    if let Some(inner) = address.to_ipv4_mapped().or_else(|| translated(address)) {
        return is_public_v4(inner);
    }
    let [first, second, ..] = parts;
    // Of all that is handed out only this block (RFC 4291, section 2.4): it leaves out ::1, unique local and link local.
    let global = first & 0xe000 == 0x2000;
    // Protocols' own with Teredo, documentation, and 6to4, which carries an IPv4 address.
    let special = (first == 0x2001 && (second < 0x200 || second == 0xdb8))
        || first == 0x2002
        || (first == 0x3fff && second < 0x1000);
    global && !special
}

/// The IPv4 address that a network without IPv4 reaches through a translator (RFC 6052, section 2.1).
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = address.segments() else { return None };
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Some(Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::Url;

    fn may(address: &str) -> bool {
        let url = Url::parse(address).unwrap();
        may_be_outside(url.host_str().unwrap())
    }

    #[test]
    fn no_address_of_this_machine_or_its_network_is_public() {
        for host in [
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.192",
            "198.18.0.1",
            "198.19.255.255",
            "192.0.2.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[ff02::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:169.254.169.254]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[2001:db8::1]",
            "[3fff::1]",
        ] {
            assert!(!may(&format!("https://{host}/push")), "{host}");
        }
    }

    #[test]
    fn no_other_spelling_of_such_an_address_slips_through() {
        for host in
            ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "%31%32%37.0.0.1", "①②⑦.0.0.1"]
        {
            assert!(!may(&format!("https://{host}/push")), "{host}");
        }
    }

    #[test]
    fn public_addresses_and_names_are_let_through() {
        for host in [
            "fcm.googleapis.com",
            "web.push.apple.com",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.254",
            "[2606:4700::1111]",
            "[2a00:1450:4001::200e]",
            "[64:ff9b::808:808]",
            "[2001:4860::8888]",
        ] {
            assert!(may(&format!("https://{host}/push")), "{host}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_refused_when_it_is_looked_up() {
        for name in ["localhost", "127.0.0.1", "::1"] {
            let Err(refused) = Outside.resolve(name.parse().unwrap()).await.map(|_| ()) else {
                panic!("{name} was let through")
            };
            assert!(refused.is::<Inside>(), "{name}: {refused}");
        }
    }
}
