//! The types of databases, and of systems that have no table.

use super::type_table::TypeTable;

/// `text` is the `varchar` that has no limit.
///
/// <https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_cast.dat>
pub(super) static POSTGRES: TypeTable = TypeTable {
    synonyms: &[
        ("SMALLINT", "INT2", &[]),
        ("SMALLSERIAL", "INT2", &[]),
        ("INTEGER", "INT4", &[]),
        ("INT", "INT4", &[]),
        ("SERIAL", "INT4", &[]),
        ("BIGINT", "INT8", &[]),
        ("BIGSERIAL", "INT8", &[]),
        ("DECIMAL", "NUMERIC", &[]),
        ("DEC", "NUMERIC", &[]),
        ("REAL", "FLOAT4", &[]),
        ("DOUBLE PRECISION", "FLOAT8", &[]),
        ("FLOAT", "FLOAT8", &[]),
        ("BOOLEAN", "BOOL", &[]),
        ("CHARACTER VARYING", "VARCHAR", &[]),
        ("TEXT", "VARCHAR", &[]),
        ("CHARACTER", "BPCHAR", &[1]),
        ("CHAR", "BPCHAR", &[1]),
        ("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP", &[]),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", &[]),
        ("TIME WITHOUT TIME ZONE", "TIME", &[]),
        ("TIME WITH TIME ZONE", "TIMETZ", &[]),
        ("BIT VARYING", "VARBIT", &[]),
    ],
    coercions: &[
        ("INT2", &["INT4", "INT8", "NUMERIC", "FLOAT4", "FLOAT8"]),
        ("INT4", &["INT8", "NUMERIC", "FLOAT4", "FLOAT8"]),
        ("INT8", &["NUMERIC", "FLOAT4", "FLOAT8"]),
        ("NUMERIC", &["FLOAT4", "FLOAT8"]),
        ("FLOAT4", &["FLOAT8"]),
        ("VARCHAR", &["BPCHAR", "NAME"]),
        ("BPCHAR", &["VARCHAR", "NAME"]),
        ("NAME", &["VARCHAR"]),
        ("DATE", &["TIMESTAMP", "TIMESTAMPTZ"]),
        ("TIMESTAMP", &["TIMESTAMPTZ"]),
        ("TIME", &["TIMETZ", "INTERVAL"]),
        ("CIDR", &["INET"]),
        ("MACADDR", &["MACADDR8"]),
        ("MACADDR8", &["MACADDR"]),
        ("BIT", &["VARBIT"]),
        ("VARBIT", &["BIT"]),
    ],
    apart: &[
        "BOOL", "BYTEA", "JSON", "JSONB", "MONEY", "UUID", "XML", "BOX", "CIRCLE", "LINE", "LSEG",
        "PATH", "POINT", "POLYGON", "TSQUERY", "TSVECTOR",
    ],
    defaults: &[
        ("TIMESTAMP", &[6]),
        ("TIMESTAMPTZ", &[6]),
        ("TIME", &[6]),
        ("TIMETZ", &[6]),
        ("INTERVAL", &[6]),
    ],
    bare: &["FLOAT8"],
    always_written: true,
};

/// <https://github.com/duckdb/duckdb/blob/main/src/function/cast_rules.cpp>
pub(super) static DUCKDB: TypeTable = TypeTable {
    synonyms: &[
        ("INT1", "TINYINT", &[]),
        ("INT2", "SMALLINT", &[]),
        ("INT16", "SMALLINT", &[]),
        ("SHORT", "SMALLINT", &[]),
        ("INT", "INTEGER", &[]),
        ("INT4", "INTEGER", &[]),
        ("INT32", "INTEGER", &[]),
        ("SIGNED", "INTEGER", &[]),
        ("INT8", "BIGINT", &[]),
        ("INT64", "BIGINT", &[]),
        ("LONG", "BIGINT", &[]),
        ("INT128", "HUGEINT", &[]),
        ("UINT8", "UTINYINT", &[]),
        ("UINT16", "USMALLINT", &[]),
        ("UINT32", "UINTEGER", &[]),
        ("UINT64", "UBIGINT", &[]),
        ("REAL", "FLOAT", &[]),
        ("FLOAT4", "FLOAT", &[]),
        ("FLOAT8", "DOUBLE", &[]),
        ("DOUBLE PRECISION", "DOUBLE", &[]),
        ("NUMERIC", "DECIMAL", &[]),
        ("DEC", "DECIMAL", &[]),
        ("BOOL", "BOOLEAN", &[]),
        ("LOGICAL", "BOOLEAN", &[]),
        ("TEXT", "VARCHAR", &[]),
        ("STRING", "VARCHAR", &[]),
        ("CHAR", "VARCHAR", &[]),
        ("BPCHAR", "VARCHAR", &[]),
        ("CHARACTER VARYING", "VARCHAR", &[]),
        ("BYTEA", "BLOB", &[]),
        ("BINARY", "BLOB", &[]),
        ("VARBINARY", "BLOB", &[]),
        ("DATETIME", "TIMESTAMP", &[]),
        ("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP", &[]),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", &[]),
    ],
    coercions: &[
        (
            "TINYINT",
            &[
                "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "DOUBLE",
            ],
        ),
        (
            "SMALLINT",
            &["INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "DOUBLE"],
        ),
        (
            "INTEGER",
            &["BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "DOUBLE"],
        ),
        ("BIGINT", &["HUGEINT", "DECIMAL", "FLOAT", "DOUBLE"]),
        ("HUGEINT", &["DECIMAL", "FLOAT", "DOUBLE"]),
        (
            "UTINYINT",
            &[
                "USMALLINT",
                "UINTEGER",
                "UBIGINT",
                "SMALLINT",
                "INTEGER",
                "BIGINT",
                "HUGEINT",
                "UHUGEINT",
                "DECIMAL",
                "FLOAT",
                "DOUBLE",
            ],
        ),
        (
            "USMALLINT",
            &[
                "UINTEGER", "UBIGINT", "INTEGER", "BIGINT", "HUGEINT", "UHUGEINT", "DECIMAL",
                "FLOAT", "DOUBLE",
            ],
        ),
        (
            "UINTEGER",
            &[
                "UBIGINT", "BIGINT", "HUGEINT", "UHUGEINT", "DECIMAL", "FLOAT", "DOUBLE",
            ],
        ),
        (
            "UBIGINT",
            &["HUGEINT", "UHUGEINT", "DECIMAL", "FLOAT", "DOUBLE"],
        ),
        ("UHUGEINT", &["DECIMAL", "FLOAT", "DOUBLE"]),
        ("DECIMAL", &["FLOAT", "DOUBLE"]),
        ("FLOAT", &["DOUBLE"]),
        (
            "DATE",
            &[
                "TIMESTAMP",
                "TIMESTAMPTZ",
                "TIMESTAMP_S",
                "TIMESTAMP_MS",
                "TIMESTAMP_NS",
            ],
        ),
        (
            "TIMESTAMP_S",
            &["TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMP_NS"],
        ),
        ("TIMESTAMP_MS", &["TIMESTAMP", "TIMESTAMP_NS"]),
        ("TIMESTAMP_NS", &["TIMESTAMP"]),
        ("TIMESTAMP", &["TIMESTAMP_NS", "TIMESTAMPTZ"]),
    ],
    apart: &["VARCHAR", "BLOB", "BOOLEAN", "INTERVAL", "TIME", "UUID"],
    defaults: &[("DECIMAL", &[18, 3])],
    bare: &["VARCHAR"],
    always_written: true,
};

/// Numbers compare with all numbers, texts with texts and dates with dates. A text that is taken for a
/// number, or a number for a date, means something else.
///
/// <https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html>
pub(super) static MYSQL: TypeTable = TypeTable {
    synonyms: &[
        ("INTEGER", "INT", &[]),
        ("INTEGER UNSIGNED", "INT UNSIGNED", &[]),
        ("BOOL", "TINYINT", &[]),
        ("BOOLEAN", "TINYINT", &[]),
        ("DEC", "DECIMAL", &[]),
        ("NUMERIC", "DECIMAL", &[]),
        ("FIXED", "DECIMAL", &[]),
        ("DOUBLE PRECISION", "DOUBLE", &[]),
        ("REAL", "DOUBLE", &[]),
        ("CHARACTER", "CHAR", &[]),
        ("CHARACTER VARYING", "VARCHAR", &[]),
    ],
    coercions: &[
        (
            "TINYINT",
            &[
                "SMALLINT",
                "MEDIUMINT",
                "INT",
                "BIGINT",
                "DECIMAL",
                "FLOAT",
                "DOUBLE",
            ],
        ),
        (
            "SMALLINT",
            &["MEDIUMINT", "INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE"],
        ),
        (
            "MEDIUMINT",
            &["INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE"],
        ),
        ("INT", &["BIGINT", "DECIMAL", "FLOAT", "DOUBLE"]),
        ("BIGINT", &["DECIMAL", "FLOAT", "DOUBLE"]),
        ("DECIMAL", &["FLOAT", "DOUBLE"]),
        ("FLOAT", &["DOUBLE"]),
        ("CHAR", &["VARCHAR", "TEXT", "MEDIUMTEXT", "LONGTEXT"]),
        ("VARCHAR", &["TEXT", "MEDIUMTEXT", "LONGTEXT"]),
        ("TINYTEXT", &["TEXT", "MEDIUMTEXT", "LONGTEXT"]),
        ("TEXT", &["MEDIUMTEXT", "LONGTEXT"]),
        ("MEDIUMTEXT", &["LONGTEXT"]),
        ("DATE", &["DATETIME", "TIMESTAMP"]),
        ("DATETIME", &["TIMESTAMP"]),
        ("TIMESTAMP", &["DATETIME"]),
    ],
    apart: &[],
    defaults: &[
        ("DECIMAL", &[10, 0]),
        ("CHAR", &[1]),
        ("DATETIME", &[0]),
        ("TIMESTAMP", &[0]),
        ("TIME", &[0]),
    ],
    bare: &["TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT"],
    always_written: true,
};

/// Of two types the one that precedes is what both become.
///
/// <https://learn.microsoft.com/sql/t-sql/data-types/data-type-precedence-transact-sql>
pub(super) static MSSQL: TypeTable = TypeTable {
    synonyms: &[
        ("INTEGER", "INT", &[]),
        ("DEC", "DECIMAL", &[]),
        ("NUMERIC", "DECIMAL", &[]),
        ("DOUBLE PRECISION", "FLOAT", &[]),
        ("CHARACTER", "CHAR", &[]),
        ("CHARACTER VARYING", "VARCHAR", &[]),
        ("NATIONAL CHARACTER VARYING", "NVARCHAR", &[]),
        ("SYSNAME", "NVARCHAR", &[128]),
        ("ROWVERSION", "TIMESTAMP", &[]),
    ],
    coercions: &[
        (
            "BIT",
            &[
                "TINYINT",
                "SMALLINT",
                "INT",
                "BIGINT",
                "SMALLMONEY",
                "MONEY",
                "DECIMAL",
                "REAL",
                "FLOAT",
            ],
        ),
        (
            "TINYINT",
            &[
                "SMALLINT",
                "INT",
                "BIGINT",
                "SMALLMONEY",
                "MONEY",
                "DECIMAL",
                "REAL",
                "FLOAT",
            ],
        ),
        (
            "SMALLINT",
            &[
                "INT",
                "BIGINT",
                "SMALLMONEY",
                "MONEY",
                "DECIMAL",
                "REAL",
                "FLOAT",
            ],
        ),
        (
            "INT",
            &["BIGINT", "SMALLMONEY", "MONEY", "DECIMAL", "REAL", "FLOAT"],
        ),
        (
            "BIGINT",
            &["SMALLMONEY", "MONEY", "DECIMAL", "REAL", "FLOAT"],
        ),
        ("SMALLMONEY", &["MONEY", "DECIMAL", "REAL", "FLOAT"]),
        ("MONEY", &["DECIMAL", "REAL", "FLOAT"]),
        ("DECIMAL", &["REAL", "FLOAT"]),
        ("REAL", &["FLOAT"]),
        (
            "DATE",
            &["SMALLDATETIME", "DATETIME", "DATETIME2", "DATETIMEOFFSET"],
        ),
        (
            "SMALLDATETIME",
            &["DATETIME", "DATETIME2", "DATETIMEOFFSET"],
        ),
        ("DATETIME", &["DATETIME2", "DATETIMEOFFSET"]),
        ("DATETIME2", &["DATETIMEOFFSET"]),
        ("CHAR", &["VARCHAR", "NCHAR", "NVARCHAR"]),
        ("VARCHAR", &["NCHAR", "NVARCHAR"]),
        ("NCHAR", &["NVARCHAR"]),
        ("BINARY", &["VARBINARY"]),
    ],
    apart: &[],
    defaults: &[
        ("DECIMAL", &[18, 0]),
        ("CHAR", &[1]),
        ("VARCHAR", &[1]),
        ("NCHAR", &[1]),
        ("NVARCHAR", &[1]),
        ("TIME", &[7]),
        ("DATETIME2", &[7]),
        ("DATETIMEOFFSET", &[7]),
    ],
    bare: &["FLOAT"],
    always_written: false,
};

/// Names that mean the same in most systems; no coercions are known.
pub(super) static GENERIC: TypeTable = TypeTable {
    synonyms: &[
        ("INT", "INTEGER", &[]),
        ("DEC", "DECIMAL", &[]),
        ("BOOL", "BOOLEAN", &[]),
        ("CHARACTER", "CHAR", &[]),
        ("CHARACTER VARYING", "VARCHAR", &[]),
        ("DOUBLE PRECISION", "DOUBLE", &[]),
    ],
    coercions: &[],
    apart: &[],
    defaults: &[],
    bare: &[],
    always_written: false,
};
