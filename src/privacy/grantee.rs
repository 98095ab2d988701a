//! Grantees as warehouses write them: which ones are more than one person.

/// Whether a grantee is known by its form to be a group, a service account, a domain or everyone.
/// Everything else may be a person.
#[must_use]
pub fn is_known_group(grantee: &str) -> bool {
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
    if let Some((form, rest)) = member.split_once(':') {
        return match form {
            "group" | "groupbyemail" | "domain" | "serviceaccount" | "specialgroup"
            | "projectowner" | "projecteditor" | "projectviewer" => !rest.trim().is_empty(),
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
    member.ends_with(".gserviceaccount.com") && !member.contains(char::is_whitespace)
}
