//! What is known of functions by their names, which are in capitals here.

use super::Dialect;

/// Whether a bare word calls a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Niladic {
    /// Always: the word is reserved.
    Reserved,
    /// Where there is no column of that name.
    Function,
    No,
}

/// Functions, and pseudocolumns of a row's place, that are written without parentheses.
pub(super) fn niladic(name: &str, dialect: Dialect) -> Niladic {
    const EVERYWHERE: &[&str] = &[
        "CURRENT_DATE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "CURRENT_USER",
        "LOCALTIME",
        "LOCALTIMESTAMP",
        "SESSION_USER",
    ];
    const OFTEN: &[&str] = &[
        "CURRENT_CATALOG",
        "CURRENT_DATABASE",
        "CURRENT_DATETIME",
        "CURRENT_PATH",
        "CURRENT_ROLE",
        "CURRENT_SCHEMA",
        "CURRENT_NAMESPACE",
        "CURRENT_TIMEZONE",
        "CURRENT_USER_ID",
        "DBTIMEZONE",
        "GETDATE",
        "LEVEL",
        "ROWNUM",
        "SESSIONTIMEZONE",
        "SYSDATE",
        "SYSTEM_USER",
        "SYSTIMESTAMP",
        "UTC_DATE",
        "UTC_TIME",
        "UTC_TIMESTAMP",
    ];
    // Long enough for any of them: most names are ruled out here.
    if !(5..=17).contains(&name.len()) {
        return match dialect {
            Dialect::Postgres | Dialect::Redshift | Dialect::MsSql
                if name.eq_ignore_ascii_case("USER") =>
            {
                Niladic::Reserved
            }
            _ => Niladic::No,
        };
    }
    let among = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(name));
    match dialect {
        // Reserved is CURRENT by itself; these are names like any other.
        Dialect::BigQuery | Dialect::BigQueryLegacy if among(EVERYWHERE) || among(OFTEN) => {
            Niladic::Function
        }
        Dialect::BigQuery | Dialect::BigQueryLegacy => Niladic::No,
        _ if among(EVERYWHERE) => Niladic::Reserved,
        _ if among(OFTEN) => Niladic::Function,
        _ => Niladic::No,
    }
}

/// Functions that make one value of many rows, in the order of bytes.
pub(super) fn is_aggregate(name: &str) -> bool {
    const LIST: &[&str] = &[
        "ANY_VALUE",
        "APPROX_COUNT_DISTINCT",
        "APPROX_DISTINCT",
        "APPROX_MOST_FREQUENT",
        "APPROX_PERCENTILE",
        "APPROX_QUANTILES",
        "APPROX_SET",
        "APPROX_TOP_COUNT",
        "APPROX_TOP_K",
        "APPROX_TOP_K_ACCUMULATE",
        "APPROX_TOP_K_COMBINE",
        "APPROX_TOP_SUM",
        "ARBITRARY",
        "ARGMAX",
        "ARGMIN",
        "ARG_MAX",
        "ARG_MIN",
        "ARRAY_AGG",
        "ARRAY_CONCAT_AGG",
        "ARRAY_UNION_AGG",
        "ARRAY_UNIQUE_AGG",
        "AVG",
        "BITAND_AGG",
        "BITMAP_CONSTRUCT_AGG",
        "BITMAP_OR_AGG",
        "BITOR_AGG",
        "BITWISE_AND_AGG",
        "BITWISE_OR_AGG",
        "BITWISE_XOR_AGG",
        "BITXOR_AGG",
        "BIT_AND",
        "BIT_OR",
        "BIT_XOR",
        "BOOLAND_AGG",
        "BOOLOR_AGG",
        "BOOLXOR_AGG",
        "BOOL_AND",
        "BOOL_OR",
        "CHECKSUM_AGG",
        "COLLECT_LIST",
        "COLLECT_SET",
        "CORR",
        "COUNT",
        "COUNTIF",
        "COUNT_BIG",
        "COUNT_IF",
        "COUNT_MIN_SKETCH",
        "COVAR_POP",
        "COVAR_SAMP",
        "ENTROPY",
        "EVERY",
        "GEOMETRIC_MEAN",
        "GROUPARRAY",
        "GROUPING",
        "GROUPING_ID",
        "GROUPUNIQARRAY",
        "GROUP_CONCAT",
        "HASH_AGG",
        "HISTOGRAM",
        "HISTOGRAM_NUMERIC",
        "HLL",
        "HLL_ACCUMULATE",
        "HLL_COMBINE",
        "HLL_COUNT.INIT",
        "HLL_COUNT.MERGE",
        "HLL_COUNT.MERGE_PARTIAL",
        "HLL_SKETCH_AGG",
        "HLL_UNION_AGG",
        "JSONB_AGG",
        "JSONB_OBJECT_AGG",
        "JSON_AGG",
        "JSON_ARRAYAGG",
        "JSON_OBJECTAGG",
        "JSON_OBJECT_AGG",
        "KLL_QUANTILES.INIT_FLOAT64",
        "KLL_QUANTILES.INIT_INT64",
        "KLL_QUANTILES.MERGE_PARTIAL",
        "KURTOSIS",
        "LISTAGG",
        "LOGICAL_AND",
        "LOGICAL_OR",
        "MAP_AGG",
        "MAP_UNION",
        "MAX",
        "MAX_BY",
        "MEDIAN",
        "MIN",
        "MINHASH",
        "MIN_BY",
        "MODE",
        "MULTIMAP_AGG",
        "NUMERIC_HISTOGRAM",
        "OBJECT_AGG",
        "PERCENTILE",
        "PERCENTILE_APPROX",
        "PERCENTILE_CONT",
        "PERCENTILE_DISC",
        "PRODUCT",
        "QDIGEST_AGG",
        "QUANTILE",
        "QUANTILE_CONT",
        "QUANTILE_DISC",
        "RANGE_AGG",
        "REDUCE_AGG",
        "REGR_AVGX",
        "REGR_AVGY",
        "REGR_COUNT",
        "REGR_INTERCEPT",
        "REGR_R2",
        "REGR_SLOPE",
        "REGR_SXX",
        "REGR_SXY",
        "REGR_SYY",
        "SET_AGG",
        "SET_UNION",
        "SKEW",
        "SKEWNESS",
        "STD",
        "STDDEV",
        "STDDEV_POP",
        "STDDEV_SAMP",
        "STDEV",
        "STDEVP",
        "STRING_AGG",
        "ST_CENTROID_AGG",
        "ST_EXTENT",
        "ST_UNION_AGG",
        "SUM",
        "SUMIF",
        "TDIGEST_AGG",
        "TRY_AVG",
        "TRY_SUM",
        "UNIQ",
        "UNIQEXACT",
        "VAR",
        "VARIANCE",
        "VARP",
        "VAR_POP",
        "VAR_SAMP",
        "XMLAGG",
    ];
    LIST.binary_search(&name).is_ok()
}

/// Functions over a window that pick or number rows and aggregate nothing.
pub(super) fn is_numbering(name: &str) -> bool {
    const LIST: &[&str] = &[
        "CUME_DIST",
        "DENSE_RANK",
        "FIRST",
        "FIRST_VALUE",
        "LAG",
        "LAST",
        "LAST_VALUE",
        "LEAD",
        "NTH_VALUE",
        "NTILE",
        "PERCENT_RANK",
        "RANK",
        "ROW_NUMBER",
    ];
    LIST.contains(&name)
}

/// Functions whose results, or the elements of them, hold no fields.
pub(super) fn is_plain(name: &str) -> bool {
    const LIST: &[&str] = &[
        "ABS",
        "CONCAT",
        "COUNT",
        "COUNTIF",
        "DATE",
        "DATE_ADD",
        "DATE_DIFF",
        "DATE_SUB",
        "DATE_TRUNC",
        "DATETIME",
        "FORMAT_DATE",
        "FORMAT_TIMESTAMP",
        "GENERATE_ARRAY",
        "GENERATE_DATE_ARRAY",
        "GENERATE_SERIES",
        "GENERATE_TIMESTAMP_ARRAY",
        "GENERATE_UUID",
        "JSON_EXTRACT_SCALAR",
        "JSON_EXTRACT_STRING_ARRAY",
        "JSON_VALUE",
        "JSON_VALUE_ARRAY",
        "LENGTH",
        "LOWER",
        "PARSE_DATE",
        "PARSE_TIMESTAMP",
        "REGEXP_EXTRACT",
        "REGEXP_EXTRACT_ALL",
        "REGEXP_REPLACE",
        "REPLACE",
        "ROUND",
        "SPLIT",
        "STRING_AGG",
        "SUBSTR",
        "SUM",
        "TIMESTAMP",
        "TIMESTAMP_TRUNC",
        "TO_JSON_STRING",
        "TRIM",
        "UPPER",
    ];
    LIST.contains(&name)
}
