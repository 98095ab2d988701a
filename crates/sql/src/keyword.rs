//! The words that steer the scan.

/// Defines the enum and the case-insensitive lookup from one list, by length first.
macro_rules! keywords {
    ($($len:literal: $($name:ident $text:literal),+;)+) => {
        /// A word that means something to the scan.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key {
            /// Any other word.
            Other,
            $($(
                #[doc = $text]
                $name,
            )+)+
        }

        impl Key {
            /// Looks a word up, ignoring case.
            pub(super) fn of(word: &[u8]) -> Key {
                match word.len() {
                    $($len => {
                        let first = word[0] | 0x20;
                        $(if first == $text.as_bytes()[0] && word.eq_ignore_ascii_case($text.as_bytes()) {
                            return Key::$name;
                        })+
                        Key::Other
                    })+
                    _ => Key::Other,
                }
            }
        }
    };
}

keywords! {
    2: As "as", By "by", Do "do", If "if", In "in", Is "is", On "on";
    3: All "all", And "and", Any "any", Asc "asc", End "end", For "for", Not "not", Set "set", Use "use";
    4: Anti "anti", Asof "asof", Each "each", Case "case", Call "call", Copy "copy", Desc "desc", Else "else",
       From "from", Full "full", Into "into", Join "join", Last "last", Left "left", Like "like", Loop "loop", Null "null",
       Only "only", Over "over", Rows "rows", Semi "semi", Sort "sort", Then "then", View "view", When "when", With "with";
    5: Array "array", Begin "begin", Clone "clone", Cross "cross", Fetch "fetch", First "first", Force "force",
       Group "group", Inner "inner", Limit "limit", Merge "merge", Minus "minus", Model "model", Order "order", Outer "outer",
       Pivot "pivot", Right "right", Start "start", Table "table", Union "union", Using "using",
       Where "where", While "while";
    6: Create "create", Delete "delete", Except "except", Exists "exists", Global "global", Having "having", Ignore "ignore", Insert "insert",
       Offset "offset", Repeat "repeat", Select "select", Tables "tables", Unnest "unnest", Update "update",
       Values "values", Window "window", Format "format", Sample "sample", Stream "stream";
    7: Cluster "cluster", Connect "connect", Declare "declare", Default "default", Lateral "lateral",
       Natural "natural", Qualify "qualify", Replace "replace", Unpivot "unpivot";
    8: Describe "describe", Distinct "distinct", Prewhere "prewhere", Settings "settings";
    9: Summarize "summarize", Intersect "intersect", Overwrite "overwrite", Partition "partition", Recursive "recursive", Returning "returning", Temporary "temporary";
    10: Distribute "distribute", Identifier "identifier";
    11: Tablesample "tablesample";
    12: Materialized "materialized";
    13: StraightJoin "straight_join";
    15: MatchRecognize "match_recognize";
}
