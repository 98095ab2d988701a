//! The names under which this server may be asked. A page of another site must not read this one
//! by pointing its own name here.

use std::net::IpAddr;

use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::uri::{Authority, Uri};

/// The names that are ours, by the address that is listened on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ours {
    ip: IpAddr,
}

/// Whom a request is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Addressee {
    /// This server.
    Us,
    /// Another one.
    Another,
    /// Nobody, or several: no Host, two, or one that can't be read.
    Unclear,
}

impl Ours {
    pub(super) const fn new(ip: IpAddr) -> Self {
        Self { ip }
    }

    pub(super) fn addressee(self, uri: &Uri, headers: &HeaderMap) -> Addressee {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Addressee::Unclear;
        };
        let Some(host) = authority(host) else {
            return Addressee::Unclear;
        };
        // `GET http://name/` names the server a second time; `GET name` isn't the address of a page.
        let is_ours = match (uri.scheme_str(), uri.authority()) {
            (None, None) => true,
            (Some(scheme), Some(target)) if ends_well(target) => {
                scheme == "http" && self.is_named(target)
            }
            _ => return Addressee::Unclear,
        };
        if is_ours && self.is_named(&host) {
            Addressee::Us
        } else {
            Addressee::Another
        }
    }

    /// The port is left aside: it may be forwarded from another one, and a foreign page can't make
    /// use of it.
    fn is_named(self, authority: &Authority) -> bool {
        if authority.as_str().contains('@') {
            return false;
        }
        let host = authority.host();
        let host = host.strip_suffix('.').unwrap_or(host);
        if host.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let bare = host
            .strip_prefix('[')
            .and_then(|h| h.strip_suffix(']'))
            .unwrap_or(host);
        let Ok(asked) = bare.parse::<IpAddr>() else {
            return false;
        };
        let (asked, ip) = (asked.to_canonical(), self.ip.to_canonical());
        asked == ip || ip.is_unspecified() || (asked.is_loopback() && ip.is_loopback())
    }
}

fn authority(value: &HeaderValue) -> Option<Authority> {
    let authority: Authority = value.to_str().ok()?.parse().ok()?;
    ends_well(&authority).then_some(authority)
}

/// Whether nothing follows the name but a port. (Users before it are refused elsewhere.)
fn ends_well(authority: &Authority) -> bool {
    let text = authority.as_str();
    let Some(rest) = text.strip_prefix(authority.host()) else {
        return true;
    };
    match rest.strip_prefix(':') {
        None => rest.is_empty(),
        Some("") => true,
        Some(port) => port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addressee(ip: &str, uri: &str, hosts: &[&str]) -> Addressee {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_str(host).unwrap());
        }
        Ours::new(ip.parse().unwrap()).addressee(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn names_of_this_machine_are_ours() {
        for host in [
            "localhost",
            "localhost:4747",
            "LocalHost:80",
            "localhost.",
            "127.0.0.1:4747",
            "127.0.0.1",
            "[::1]:4747",
            "[::1]",
        ] {
            assert_eq!(
                addressee("127.0.0.1", "/", &[host]),
                Addressee::Us,
                "{host}"
            );
        }
        assert_eq!(addressee("192.0.2.7", "/", &["192.0.2.7"]), Addressee::Us);
        assert_eq!(addressee("0.0.0.0", "/", &["192.0.2.7:80"]), Addressee::Us);
        assert_eq!(addressee("::", "/", &["[2001:db8::1]"]), Addressee::Us);
    }

    #[test]
    fn other_names_are_not() {
        for host in [
            "evil.example",
            "evil.example:4747",
            "localhost.evil.example",
            "evil-localhost",
            "localhost@evil.example",
            "evil.example@localhost",
            "127.0.0.1.evil.example",
            "192.0.2.7",
            "127.1",
            "2130706433",
            "0x7f000001",
            "localhost..",
        ] {
            assert_eq!(
                addressee("127.0.0.1", "/", &[host]),
                Addressee::Another,
                "{host}"
            );
        }
        assert_eq!(
            addressee("0.0.0.0", "/", &["evil.example"]),
            Addressee::Another
        );
    }

    #[test]
    fn one_host_that_can_be_read() {
        for hosts in [
            &[][..],
            &[""],
            &["localhost", "localhost"],
            &["localhost", "evil.example"],
            &["a b"],
            &["localhost/"],
            &["localhost:abc"],
            &["localhost:+80"],
            &["localhost:99999"],
            &["[::1]x"],
            &["[::1]80"],
        ] {
            assert_eq!(
                addressee("127.0.0.1", "/", hosts),
                Addressee::Unclear,
                "{hosts:?}"
            );
        }
    }

    #[test]
    fn an_address_in_full_counts_too() {
        let addressee = |uri| addressee("127.0.0.1", uri, &["localhost"]);
        assert_eq!(addressee("http://localhost:4747/"), Addressee::Us);
        assert_eq!(addressee("http://evil.example/"), Addressee::Another);
        assert_eq!(addressee("ftp://localhost/"), Addressee::Another);
        assert_eq!(addressee("http://localhost:abc/"), Addressee::Unclear);
        assert_eq!(addressee("secret.txt"), Addressee::Unclear);
    }
}
