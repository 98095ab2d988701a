//! How the principals of grants and of statements are told apart: which ones are more than one person,
//! which ones are services.

/// How grantees begin, in the forms of Google's IAM, which readers of other systems write too.
const GRANTEES: [&str; 12] = [
    "allAuthenticatedUsers",
    "allUsers",
    "deleted:",
    "domain:",
    "group:",
    "principal:",
    "principalSet:",
    "projectOwners",
    "projectReaders",
    "projectWriters",
    "serviceAccount:",
    "user:",
];

/// How a system tells single persons from groups and services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Principals {
    /// By the form that a grantee is written in: `group:`, `user:`, `serviceAccount:` … What has
    /// none of the forms of a group may be a person.
    Forms,
    /// Not at all: everybody may be a person.
    Untold,
}

impl Principals {
    /// Whether a text begins as grantees do where forms tell what they are.
    #[must_use]
    pub(crate) fn has_form(text: &str) -> bool {
        GRANTEES.iter().any(|begin| text.starts_with(begin))
    }

    /// A grantee in one spelling, to be compared with others: case doesn't count, nor what some exports
    /// write before it.
    #[must_use]
    pub(crate) fn folded(grantee: &str) -> String {
        let (is_group, name) = member(grantee);
        let kind = if is_group { "group:" } else { "" };
        kind.to_owned() + &name.to_ascii_lowercase()
    }

    /// Whether two grantees are one: they are folded alike.
    #[must_use]
    pub(crate) fn is_same(one: &str, other: &str) -> bool {
        let (one, other) = (member(one), member(other));
        one.0 == other.0 && one.1.eq_ignore_ascii_case(other.1)
    }

    /// Whether the address of one who runs statements is that of a service.
    #[must_use]
    pub(crate) fn is_service(self, address: &str) -> bool {
        match self {
            Self::Forms => is_service_account(address),
            Self::Untold => false,
        }
    }

    /// Whether a service may be named by this address: it has the form of one and nothing else in it.
    #[must_use]
    pub(crate) fn may_name_service(self, address: &str) -> bool {
        self.is_service(address) && is_known_group(&format!("serviceAccount:{address}"))
    }

    /// Whether a grantee is a service account.
    #[must_use]
    pub(crate) fn is_service_grantee(grantee: &str) -> bool {
        grantee.trim().starts_with("serviceAccount:") || is_service_account(grantee.trim())
    }

    /// Whether a role lets change data, or replace a view. Privileges of other systems don't count: there
    /// the owner of a table has them all.
    #[must_use]
    pub(crate) fn lets_write(role: &str) -> bool {
        ROLES_THAT_WRITE.contains(&role)
    }

    /// Whether a grantee may be a single person.
    #[must_use]
    pub(crate) fn may_be_person(self, grantee: &str) -> bool {
        match self {
            Self::Forms => !is_known_group(grantee),
            Self::Untold => true,
        }
    }
}

/// Roles of Google's IAM that let write tables and views.
const ROLES_THAT_WRITE: [&str; 5] = [
    "roles/bigquery.admin",
    "roles/bigquery.dataEditor",
    "roles/bigquery.dataOwner",
    "roles/editor",
    "roles/owner",
];

/// How many a grantee is, where it is more than a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breadth {
    /// All there are: of the internet, of those with an account, of those with a role in the warehouse.
    Everyone,
    /// All of a domain or of a pool of identities.
    Organization,
}

impl Breadth {
    /// Of a grantee; nothing where it is a group, a service or a person.
    #[must_use]
    pub(crate) fn of(grantee: &str) -> Option<Self> {
        let member = Principals::folded(grantee);
        match member.as_str() {
            "allusers" | "allauthenticatedusers" | "public" => Some(Self::Everyone),
            member if member.starts_with("domain:") => Some(Self::Organization),
            member if member.starts_with("principalset:") && member.ends_with("/*") => {
                Some(Self::Organization)
            }
            _ => None,
        }
    }
}

/// How the addresses of service accounts end.
const SERVICE_ACCOUNTS: &str = ".gserviceaccount.com";

/// Whether an address is that of a service account, in either case.
#[must_use]
pub(crate) fn is_service_account(address: &str) -> bool {
    let from = address.len().checked_sub(SERVICE_ACCOUNTS.len());
    let end = from.and_then(|from| address.get(from..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(SERVICE_ACCOUNTS))
}

/// Whether a name is an address, bare or as a user's: a person's, or one that a service signs in with.
#[must_use]
pub(crate) fn is_address(name: &str) -> bool {
    name.starts_with("user:") || (!name.contains(':') && name.contains('@'))
}

/// Whether a grantee is known by its form to be a group, a service account, a domain or everyone.
/// Everything else may be a person.
#[must_use]
pub(crate) fn is_known_group(grantee: &str) -> bool {
    let grantee = grantee.trim();
    let lower = grantee.to_ascii_lowercase();
    let deleted = lower.strip_prefix("deleted:");
    let member = deleted.unwrap_or(&lower);
    // `bq show` writes `iamMember: "group:…"`.
    let member = member.strip_prefix("iammember:").unwrap_or(member).trim();
    let member = member.split('?').next().unwrap_or(member);
    if matches!(
        member,
        "allusers"
            | "allauthenticatedusers"
            | "projectowners"
            | "projectreaders"
            | "projectwriters"
            | "public"
    ) {
        return true;
    }
    // A name has no blanks; what follows one is something else, and could be anything.
    if member.contains(char::is_whitespace)
        || member.contains("://") && !member.starts_with("principalset:")
    {
        return false;
    }
    if let Some((form, rest)) = member.split_once(':') {
        return match form {
            "group" | "groupbyemail" => is_name(rest),
            "serviceaccount" => {
                is_name(rest) && !rest.contains('@')
                    || is_name(rest) && is_service_account(rest)
                    // An account of Kubernetes: `PROJECT.svc.id.goog[NAMESPACE/ACCOUNT]`.
                    || rest.contains(".svc.id.goog[") && !rest.contains('@')
            }
            "domain" | "projectowner" | "projecteditor" | "projectviewer" => {
                !rest.is_empty() && !rest.contains(['@', '/'])
            }
            "specialgroup" => matches!(
                rest,
                "projectowners"
                    | "projectreaders"
                    | "projectwriters"
                    | "allauthenticatedusers"
                    | "allusers"
            ),
            // Identities of a pool: those of a group, or all of them.
            "principalset" => {
                let path = rest.trim_start_matches('/');
                let named = path.split_once("/group/").map(|(_, group)| group);
                named.is_some_and(|group| !group.is_empty() && !group.contains(['/', '@']))
                    || path.ends_with("/*") && !path.contains('@')
            }
            _ => false,
        };
    }
    // A bare address is a person's unless it is that of a service account.
    is_name(member) && is_service_account(member)
}

/// Whether a text is a name or the address of a mailbox, and nothing after it.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.matches('@').count() <= 1
        && !text.contains([':', ',', ';', '?', '=', '<', '>', '"', '\''])
}

/// Whether a grantee is a group, and its name; of others, all that is written after what some exports
/// begin with.
fn member(grantee: &str) -> (bool, &str) {
    let after = |text: &str, begin: &str| {
        let (head, _) = text.split_at_checked(begin.len())?;
        head.eq_ignore_ascii_case(begin).then_some(begin.len())
    };
    let without = |text: &str, begin: &str| after(text, begin).unwrap_or(0);
    let text = grantee.trim();
    let text = text[without(text, "iammember:")..].trim();
    let text = &text[without(text, "specialgroup:")..];
    match after(text, "groupbyemail:").or_else(|| after(text, "group:")) {
        Some(length) => (true, &text[length..]),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Principals, is_address, is_known_group, is_service_account};

    #[test]
    fn a_service_account_is_one_wherever_it_is_met() {
        for (address, service) in [
            ("job@p.iam.gserviceaccount.com", true),
            ("Job@P.iam.GServiceAccount.com", true),
            ("ana@example.com", false),
            ("ana@notgserviceaccount.com", false),
            ("ñ", false),
        ] {
            assert_eq!(is_service_account(address), service, "{address}");
            assert_eq!(Principals::Forms.is_service(address), service, "{address}");
            assert_eq!(is_known_group(address), service, "{address}");
            assert_eq!(Principals::Forms.may_be_person(address), !service);
            assert!(!Principals::Untold.is_service(address));
            assert!(Principals::Untold.may_be_person(address));
        }
    }

    #[test]
    fn grantees_are_compared_as_they_are_folded() {
        for (grantee, folded) in [
            ("group:A@example.com", "group:a@example.com"),
            (" iamMember: Group:a@Example.com ", "group:a@example.com"),
            ("groupByEmail:a@example.com", "group:a@example.com"),
            ("specialGroup:allUsers", "allusers"),
            ("USER:ana@example.com", "user:ana@example.com"),
            ("deleted:group:a@example.com", "deleted:group:a@example.com"),
            ("gruppe:ñ", "gruppe:ñ"),
            ("", ""),
        ] {
            assert_eq!(Principals::folded(grantee), folded);
            assert!(Principals::is_same(grantee, folded), "{grantee}");
            assert!(!Principals::is_same(grantee, "group:b@example.com"));
        }
        assert!(!Principals::is_same(
            "group:ana@example.com",
            "ana@example.com"
        ));
    }

    #[test]
    fn addresses_are_told_from_names() {
        assert!(is_address("user:ana") && is_address("ana@example.com"));
        assert!(!is_address("group:a@example.com") && !is_address("Data team"));
    }

    #[test]
    fn only_known_forms_are_more_than_one_person() {
        for grantee in [
            "group:analysts@example.com",
            "serviceAccount:job@p.iam.gserviceaccount.com",
            "job@p.iam.gserviceaccount.com",
            "domain:example.com",
            "allUsers",
            "allAuthenticatedUsers",
            "projectOwner:p",
            "specialGroup:projectReaders",
            "deleted:group:analysts@example.com?uid=1",
            "iamMember:group:analysts@example.com",
            "principalSet://iam.googleapis.com/locations/global/workforcePools/pool/group/analysts",
            "principalSet://iam.googleapis.com/locations/global/workforcePools/pool/*",
        ] {
            assert!(is_known_group(grantee), "{grantee}");
        }
        for grantee in [
            "",
            "user:ana@example.com",
            "USER:ana@example.com",
            "ana@example.com",
            "ana",
            "deleted:user:ana@example.com?uid=1",
            "principal://iam.googleapis.com/locations/global/workforcePools/pool/subject/ana",
            "principalSet://iam.googleapis.com/pool/attribute.email/ana@example.com",
            "person:ana",
            "group:",
            "iamMember:user:ana@example.com",
        ] {
            assert!(!is_known_group(grantee), "{grantee}");
        }
    }

    #[test]
    fn what_follows_a_group_makes_it_unknown() {
        for grantee in [
            "group:a@example.com ana",
            "group:a@example.com,user:ana@example.com",
            "domain:ana@example.com",
            "specialGroup:ana",
            "projectOwner:ana@example.com",
            "serviceAccount:ana@example.com",
            "ana@example.com,x@p.iam.gserviceaccount.com",
            "group:a mysql://u:p@h",
        ] {
            assert!(!is_known_group(grantee), "{grantee}");
        }
        assert!(is_known_group("serviceAccount:p.svc.id.goog[ns/job]"));
        assert!(is_known_group("GROUP:Analysts@Example.com"));
    }
}
