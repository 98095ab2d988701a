//! What isn't counted, and that it is said: findings that are let be, on the first page; ends that no
//! day is known to judge by.

use crate::support::Mesh;

const DAY: &str = "1772323200"; // 2026-03-01

/// A DME with a domain that nothing describes, which ended long ago.
fn dme(id: &str, more: &str) -> String {
    format!(
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\ndomains: [nothing]\n{more}"
    )
}

#[test]
fn the_first_page_counts_what_is_not_set_aside() {
    let let_be =
        "suppressions:\n  - {rule: unknown-id, reason: It is being mended., until: 2026-12-31}\n";
    let count = |more: &str| {
        let mesh = Mesh::new()
            .env("SOURCE_DATE_EPOCH", DAY)
            .file("pay.yaml", dme("pay", more))
            .file("grow.yaml", dme("grow", ""));
        let site = mesh.build();
        let findings = site.page("findings/index.html");
        assert_eq!(
            findings.matches("which no manifest describes").count(),
            2,
            "{findings}"
        );
        let page = site.page("index.html");
        let section = page.split("<section id=\"findings\">").nth(1).unwrap();
        let section = section.split("</section>").next().unwrap();
        let tag = section.split("<span class=\"tag error\">").nth(1).unwrap();
        tag.split('<').next().unwrap().to_owned()
    };
    assert_eq!(count(""), "2 errors");
    assert_eq!(count(let_be), "1 error");
}

#[test]
fn what_may_stay_is_counted_by_itself() {
    let let_be =
        "suppressions:\n  - {rule: unknown-id, reason: It is being mended., until: 2026-12-31}\n";
    let mesh = Mesh::new()
        .env("SOURCE_DATE_EPOCH", DAY)
        .file("vitrina.toml", "title = \"Shop\"\n")
        .file("pay.yaml", dme("pay", let_be));
    let head = |mesh: &Mesh| {
        let page = mesh.build().page("findings/index.html");
        let head = page.split("<h1>").nth(1).unwrap();
        head.split("id=\"rows\"").next().unwrap().to_owned()
    };
    let one = head(&mesh);
    assert!(
        one.contains("<span class=\"tag\">1 that may stay</span>"),
        "{one}"
    );
    assert!(!one.contains("0 errors"), "{one}");
    let output = mesh.run(&["build", "--out", "other"]);
    assert!(!output.stderr.contains("1 error"), "{}", output.stderr);
    assert!(
        output.stderr.contains("; 1 suppressed"),
        "{}",
        output.stderr
    );
    let two = head(&mesh.file("grow.yaml", dme("grow", "")));
    assert!(two.contains("1 error</span>"), "{two}");
}

#[test]
fn ends_that_no_day_judges_are_told() {
    let ended = "lifecycle: {endOfLife: 2020-01-01}\n";
    let said = |text: &str, day: Option<&str>| {
        let mesh = Mesh::new().file("pay.yaml", text);
        let mesh = match day {
            Some(day) => mesh.env("SOURCE_DATE_EPOCH", day),
            None => mesh,
        };
        let output = mesh.run(&["check"]);
        output.assert_ran();
        let has_passed = output.stdout.contains("end-of-life-passed");
        let unjudged = output
            .stderr
            .lines()
            .find(|line| line.contains("wasn't judged"));
        (has_passed, unjudged.map(str::to_owned))
    };
    let not_judged = |what: &str| {
        Some(format!(
            "whether {what} passed wasn't judged: no day is known; set SOURCE_DATE_EPOCH"
        ))
    };
    let one = dme("pay", ended);
    assert_eq!(said(&one, None), (false, not_judged("1 date of an end")));
    assert_eq!(said(&one, Some(DAY)), (true, None));
    let two = format!("{one}---\n{}", dme("grow", ended));
    assert_eq!(said(&two, None), (false, not_judged("2 dates of ends")));
    assert_eq!(said(&dme("pay", ""), None), (false, None));
}
