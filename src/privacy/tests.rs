use std::borrow::Cow;

use super::{Text, publishable, without_persons, without_secrets};

fn prose(text: &str) -> String {
    without_secrets(text, Text::Prose).into_owned()
}

fn code(text: &str) -> String {
    without_secrets(text, Text::Code).into_owned()
}

#[test]
fn credentials_are_taken_out_of_addresses() {
    for (text, kept) in [
        (
            "mysql://root:hunter2@db.internal:3306/shop",
            "mysql://db.internal:3306/shop",
        ),
        ("postgres://root:hun/ter2@db/shop", "postgres://db/shop"),
        ("postgres://root:hun#t?er2@db/shop", "postgres://db/shop"),
        (
            "s3://KEY:SECRET@bucket/a/b.parquet",
            "s3://bucket/a/b.parquet",
        ),
        (
            "see https://token@example.com/x, and https://u:p@example.com",
            "see https://example.com/x, and https://example.com",
        ),
        ("jdbc:mysql://u:p@h/d", "jdbc:mysql://h/d"),
        (
            "jdbc:oracle:thin:scott/tiger@//h:1521/svc",
            "jdbc:oracle:thin://h:1521/svc",
        ),
        (
            "jdbc:sqlserver://h;database=d;user=sa;password=x{1};encrypt=true",
            "jdbc:sqlserver://h;database=d;user=sa;password=…};encrypt=true",
        ),
        (
            "Server=h;Pwd=hunter2;Database=d",
            "Server=h;Pwd=…;Database=d",
        ),
        ("root:hunter2@10.0.0.7:3306/shop", "10.0.0.7:3306/shop"),
        ("root:hunter2@tcp(h)/shop", "tcp(h)/shop"),
        (
            "https://h/f.csv?X-Amz-Credential=a&X-Amz-Signature=abc#top",
            "https://h/f.csv",
        ),
        (
            "https://h/f.csv?GoogleAccessId=a&Expires=1&Signature=b",
            "https://h/f.csv",
        ),
        ("https://h/f?sv=2024&sig=abc", "https://h/f"),
        ("https://h/f?page=2&amp;access%5Ftoken=abc", "https://h/f"),
        (
            "[file](https://h/f?token=abc) is here",
            "[file](https://h/f) is here",
        ),
        ("https://h/#access_token=abc", "https://h/"),
        (
            "https://sheets.example.com/d?key=abc",
            "https://sheets.example.com/d",
        ),
        (
            "https://hooks.slack.com/services/T0/B0/xyz",
            "https://hooks.slack.com/…",
        ),
    ] {
        assert_eq!(prose(text), kept, "{text}");
    }
}

#[test]
fn tokens_are_known_by_their_form() {
    let pem = "before -----BEGIN PRIVATE KEY-----\nshort\n-----END PRIVATE KEY----- after";
    for (text, kept) in [
        (
            "use ghp_abcdefghij0123456789abcdefghij012345 here",
            "use … here",
        ),
        ("AKIAIOSFODNN7EXAMPLE", "…"),
        ("key-AIzaSyA0123456789abcdefghijklmnopqrstu", "key-…"),
        ("xoxb-123456789012-abcdefghijkl", "…"),
        (
            "t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln_x-1 end",
            "t=… end",
        ),
        ("glpat-abcdefghij0123456789", "…"),
        ("sk-proj-abcdefghij0123456789", "…"),
        ("dapi0123456789abcdef0123456789abcdef", "…"),
        ("Bearer abcdefghij0123456789", "Bearer …"),
        (pem, "before … after"),
        ("password: hunter2x, token = abc", "password: …, token = …"),
        (
            "{\"api_key\": \"abc\", \"n\": 1}",
            "{\"api_key\": \"…\", \"n\": 1}",
        ),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: …"),
    ] {
        assert_eq!(prose(text), kept, "{text}");
    }
}

#[test]
fn what_is_no_secret_stays_and_is_not_copied() {
    for text in [
        "",
        "customer_order_identifier_2024_v2",
        "https://example.com/@ana/post?page=2&sort=asc#part",
        "abfss://container@account.dfs.core.windows.net/path",
        "password: hashed with bcrypt before it is stored",
        "project:dataset.table@-3600000",
        "STRUCT<token STRING, password STRING>",
        "risk-models-2024-scoring-table",
        "gs://bucket/part=2024-01-01/token_counts.parquet",
        "mailto:data@example.com",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
    ] {
        assert!(
            matches!(without_secrets(text, Text::Prose), Cow::Borrowed(t) if t == text),
            "{text}"
        );
    }
}

#[test]
fn sql_that_compares_is_kept() {
    for text in [
        "SELECT a FROM t JOIN u ON t.token = u.token AND t.secret=u.secret",
        "SELECT * FROM `p.d.t` WHERE user_id = @user AND key = 'x'",
        "SELECT password IS NULL AS no_password FROM t WHERE a::string = 'b'",
    ] {
        assert_eq!(code(text), text);
    }
    assert_eq!(
        code("SELECT a -- password=hunter2\nFROM t WHERE password=b"),
        "SELECT a -- password=…\nFROM t WHERE password=b"
    );
    assert_eq!(
        code("CREATE EXTERNAL TABLE t OPTIONS (uri='https://u:p@h/x?sig=1', password = 'x')"),
        "CREATE EXTERNAL TABLE t OPTIONS (uri='https://h/x', password = '…')"
    );
}

#[test]
fn persons_are_left_out() {
    for (text, kept) in [
        ("", ""),
        ("no address", "no address"),
        ("ask ana@example.com, please", "ask …, please"),
        ("<ana.b+x@mail.example.com>", "<…>"),
        ("ana@example.com", "…"),
        ("@param and a@b stay", "@param and a@b stay"),
        (
            "job@p.iam.gserviceaccount.com stays",
            "job@p.iam.gserviceaccount.com stays",
        ),
        ("LIKE '%@example.com'", "LIKE '%@example.com'"),
        (
            "abfss://c@a.dfs.core.windows.net/p",
            "abfss://c@a.dfs.core.windows.net/p",
        ),
    ] {
        assert_eq!(without_persons(text), kept);
    }
    assert_eq!(
        publishable("https://u:p@h/x of ana@example.com", Text::Prose),
        "https://h/x of …"
    );
}

#[test]
fn long_texts_take_time_in_proportion() {
    for part in [
        "://",
        "a:b@",
        "jdbc:",
        "?token=",
        "password='",
        "token:",
        "authorization:",
        "cookie:",
        "%40",
        "SG.",
        "a:b://",
        "-----BEGIN ",
    ] {
        let text = part.repeat(200_000);
        // Ends within the time that a test may take.
        assert!(without_secrets(&text, Text::Prose).len() <= text.len() + 3 * 200_000);
    }
}

#[test]
fn no_form_of_a_secret_stays() {
    for form in [
        "mysql%3A%2F%2Froot%3A{}%40db%2Fx",
        "MYSQL%3a%2f%2fROOT%3a{}%40DB%2fx",
        "mysql%253A%252F%252Froot%253A{}%2540db%252Fx",
        "mysql:\\/\\/root:{}@db\\/x",
        "https://u:{}&#64;h.example.com/x",
        "https%3A%2F%2Fh%2Fx%3Fsv%3D1%26sig%3D{}",
        "https://h/x?redirect=https%3A%2F%2Fh%2F%3Ftoken%3D{}",
        "https://h/x?a=1\\u0026sig={}",
        "https://h/x?sig\\u003d{}",
        "https://h/x?subscription-key={}",
        "https://h/x?code={}abc1",
        "https://h/x;jsessionid={}?a=b",
        "https://h/x?PHPSESSID={}",
        "https://h/x?OSSAccessKeyId=a&Signature={}",
        "jdbc:bigquery://https://x:443;OAuthType=0;OAuthPvtKey={}",
        "JDBC:ORACLE:THIN:SCOTT/{}@H:1521:orcl",
        "jdbc:sap://h:30015/?user=u&password={}",
        "DRIVER=x;SERVER=h;UID=sa;PWD={}",
        "Server=h;Pwd={{}}",
        "root:{}@tcp(127.0.0.1:3306)/shop",
        "root:{}@/shop",
        "user=root password='{}' host=h",
        "curl -u root:{} https://h",
        "fs.azure.account.key.a.dfs.core.windows.net={}",
        "basic.auth.user.info=u:{}",
        "AccountKey={}==;EndpointSuffix=core.windows.net",
        "Authorization=Bearer {}",
        "Proxy-Authorization: Basic {}",
        "-H \"Authorization: Bearer {}\" https://h",
        "Set-Cookie: sid={}; Path=/",
        "{\"password\":\"a\\\"{}\"}",
        "{\"\"password\"\":\"\"{}\"\"}",
        "{\\\"password\\\": \\\"{}\\\"}",
        "API KEY: {}",
        "secret key: {}",
        "contraseña: {}",
        "contraseña={}",
        "senha={}",
        "passwort={}",
        "auth={}",
        "\"private_key_id\": \"{}\"",
        "https://HOOKS.SLACK.COM/services/T0/B0/{}",
        "https://acme.webhook.office.com/webhookb2/{}",
        "https://api.telegram.org/bot123456:{}/sendMessage",
        "GHP_ABCDEFGHIJ0123456789{}",
        "glptt-abcdefghij0123456789{}",
        "whsec_{}abcdefghijklmnopq",
        "dbtc_{}abcdefghijklmno",
        "SG.{}abcdefghij.abcdefghijklmnopqrstuvwxyz01234567",
        "SG.abcdefghijklmnopqrstuv.{}abcdefghijklmnopqrstuvwxyz",
        "hvs.{}abcdefghijklmnopqrst",
        "APP_USR-123456-{}-abcdef",
        "GOCSPX-{}abcdefghijkl",
        "ewogICJ0eXBlIjogInNlcnZpY2{}",
        "LS0tLS1CRUdJTiBQUklWQVRF{}",
        "-----BEGIN%20PRIVATE%20KEY-----%0AMII{}",
    ] {
        let text = form.replace("{}", "q7wren9");
        let kept = prose(&text);
        assert!(!kept.to_lowercase().contains("wren9"), "{text}: {kept}");
    }
    let twilio = "SK0123456789abcdef0123456789abcdef";
    assert_eq!(prose(twilio), "…");
}

#[test]
fn words_about_secrets_and_names_like_tokens_stay() {
    for text in [
        "password_hash = bcrypt(password)",
        "token: 64-char hex",
        "token: sha256-hash of the id",
        "token: UUIDv4 string",
        "token: 2024-01-01",
        "token = uuid4",
        "has_password = TRUE",
        "password=***",
        "password=<redacted>",
        "password=${DB_PASSWORD}",
        "password={{ env_var('PW') }}",
        "Authorization: granted by legal",
        "payment authorization: code of the bank",
        "Authorization = 'approved'",
        "cookie: name of the cookie",
        "private key: surrogate key",
        "compass=7 resenha=longa",
        "12:30@noon",
        "ratio a:b@c",
        "https://h/x?code=US&session=5",
        "https://h/?id=1&utm_source=x&utm_medium=email",
        "image: repo/name:v1@sha256:0123456789abcdef0123456789abcdef",
        "ssh://git@github.com/org/repo",
        "ghs_amount_2024_total",
        "npm_package_version_2024_01",
        "hf_models_downloads_2024",
        "pypi-downloads-2024-aggregated",
        "xai-explanations-2024-run1",
        "sk-2024-regional-report-v2",
        "d41d8cd98f00b204e9800998ecf8427e",
        "550e8400-e29b-41d4-a716-446655440000",
        "LIKE '%40' AND 50%25 of R&amp;D",
    ] {
        assert_eq!(prose(text), text);
    }
    for text in [
        "SELECT * FROM t WHERE pwd = 'x' AND t.token = 'abc'",
        "SELECT IF(token = 'none', 0, 1), COUNTIF(secret = 'y') FROM t",
        r#"SELECT 1 FROM t JOIN u ON "t"."token" = "u"."token""#,
        "SELECT 'it''s' FROM t -- don't\nWHERE token=b",
    ] {
        assert_eq!(code(text), text);
    }
    assert_eq!(
        code("SELECT * FROM dblink('host=h password=hunter2 user=x', 'q')"),
        "SELECT * FROM dblink('host=h password=… user=x', 'q')"
    );
    assert_eq!(
        code("SELECT * FROM t WHERE api_key = 'a1b2c3d4'"),
        "SELECT * FROM t WHERE api_key = '…'"
    );
}

#[test]
fn persons_are_left_out_however_they_are_written() {
    for text in [
        "q7wren9%40example.com",
        "mailto:q7wren9%2540example.com",
        "q7wren9&#64;example.com",
        "q7wren9\\u0040example.com",
        "q7wren9_example.com#EXT#@tenant.onmicrosoft.com",
        "q7wren9@xgserviceaccount.com",
    ] {
        assert!(!without_persons(text).contains("wren"), "{text}");
    }
    for text in ["git@github.com:org/repo.git", "x LIKE '%40example.com'"] {
        assert_eq!(without_persons(text), text);
    }
}

#[test]
fn long_secrets_are_taken_out_whole() {
    let text = format!("password={} next", "a1".repeat(2000));
    assert_eq!(prose(&text), "password=… next");
    let text = format!("Authorization: Bearer {}", "a1".repeat(2000));
    assert_eq!(prose(&text), "Authorization: …");
}
