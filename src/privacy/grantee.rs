//! Grantees as warehouses write them: which ones are more than one person.

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
                    || is_service_account(rest)
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
    is_service_account(member)
}

/// Whether a text is a name or the address of a mailbox, and nothing after it.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.matches('@').count() <= 1
        && !text.contains([':', ',', ';', '?', '=', '<', '>', '"', '\''])
}

fn is_service_account(address: &str) -> bool {
    is_name(address) && address.ends_with(".gserviceaccount.com")
}
