//! The parser's dialects, widened by what the systems accept and the parser has a switch for.
//!
//! Only switches: what no switch lets in is mended in the text (see `mend`).

use std::any::TypeId;
use std::iter::Peekable;
use std::str::Chars;

use sqlparser::ast::{ColumnOption, Expr, GranteesType, Ident, ObjectNamePart, Statement};
use sqlparser::dialect::{Dialect, Precedence};
use sqlparser::keywords::{Keyword, RESERVED_FOR_TABLE_ALIAS};
use sqlparser::parser::{Parser, ParserError};

/// A dialect of the parser that accepts more. All of them take conditions after CROSS JOIN,
/// ROLLUP and CUBE, MATCH_RECOGNIZE, any part in EXTRACT, `TRIM(a, b)` and `IN ()`; of these the
/// parser's authors know none as missing (not reported), but leave them off in some dialects.
#[derive(Debug)]
pub(super) struct Wider<D> {
    pub(super) base: D,
    pub(super) more: More,
}

/// What one dialect accepts beyond the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct More {
    /// `x -> x + 1` (not reported).
    pub(super) lambdas: bool,
    /// `FROM (t)` (not reported).
    pub(super) parenthesized: bool,
    /// `t VERSION AS OF 3`; apache/datafusion-sqlparser-rs #2486 brings it to Trino.
    pub(super) versions: bool,
    /// `ORDER BY ALL` (not reported).
    pub(super) order_by_all: bool,
    /// `INTERVAL '1 day'`, without a unit after it (not reported).
    pub(super) plain_intervals: bool,
    /// `t TABLESAMPLE (10 PERCENT) AS x` (not reported).
    pub(super) sample_first: bool,
    /// Words that BigQuery doesn't reserve are aliases of tables. PostgreSQL and Snowflake got
    /// their lists with apache/datafusion-sqlparser-rs #2479 and #1934.
    pub(super) free_words: bool,
}

impl More {
    /// Nothing more.
    pub(super) const NOTHING: More = More {
        lambdas: false,
        parenthesized: false,
        versions: false,
        order_by_all: false,
        plain_intervals: false,
        sample_first: false,
        free_words: false,
    };
}

/// Words that the parser reserves after tables and BigQuery doesn't.
const FREE: [Keyword; 25] = [
    Keyword::ANALYZE,
    Keyword::ANTI,
    Keyword::ASOF,
    Keyword::CLUSTER,
    Keyword::CONNECT,
    Keyword::DISTRIBUTE,
    Keyword::EXPLAIN,
    Keyword::FORMAT,
    Keyword::GLOBAL,
    Keyword::MATCH_CONDITION,
    Keyword::MATCH_RECOGNIZE,
    Keyword::MINUS,
    Keyword::OFFSET,
    Keyword::OPEN,
    Keyword::OUTPUT,
    Keyword::PIVOT,
    Keyword::PREWHERE,
    Keyword::RETURNING,
    Keyword::SAMPLE,
    Keyword::SEMI,
    Keyword::SETTINGS,
    Keyword::SORT,
    Keyword::START,
    Keyword::TOP,
    Keyword::UNPIVOT,
];

/// Whether BigQuery takes the word for the alias of a table; the parser has just passed it.
fn is_free(word: Keyword, parser: &Parser<'_>) -> bool {
    use sqlparser::tokenizer::Token;
    let operator = matches!(
        word,
        Keyword::PIVOT | Keyword::UNPIVOT | Keyword::MATCH_RECOGNIZE
    );
    let next = &parser.peek_token_ref().token;
    let goes_on = match next {
        Token::LParen => true,
        Token::Word(word) => matches!(word.keyword, Keyword::INCLUDE | Keyword::EXCLUDE),
        _ => false,
    };
    FREE.contains(&word) && !(operator && goes_on)
}

/// Leaves questions that are answered by yes or no to the dialect itself.
macro_rules! as_the_base_says {
    ($($name:ident)+) => {
        $(fn $name(&self) -> bool {
            self.base.$name()
        })+
    };
}

impl<D: Dialect> Dialect for Wider<D> {
    fn dialect(&self) -> TypeId {
        self.base.dialect()
    }

    fn supports_cross_join_constraint(&self) -> bool {
        true
    }

    fn supports_group_by_expr(&self) -> bool {
        true
    }

    fn supports_match_recognize(&self) -> bool {
        true
    }

    fn allow_extract_custom(&self) -> bool {
        true
    }

    fn supports_comma_separated_trim(&self) -> bool {
        true
    }

    fn supports_in_empty_list(&self) -> bool {
        true
    }

    fn supports_lambda_functions(&self) -> bool {
        self.more.lambdas || self.base.supports_lambda_functions()
    }

    fn supports_parens_around_table_factor(&self) -> bool {
        self.more.parenthesized || self.base.supports_parens_around_table_factor()
    }

    fn supports_table_versioning(&self) -> bool {
        self.more.versions || self.base.supports_table_versioning()
    }

    fn supports_order_by_all(&self) -> bool {
        self.more.order_by_all || self.base.supports_order_by_all()
    }

    fn supports_table_sample_before_alias(&self) -> bool {
        self.more.sample_first || self.base.supports_table_sample_before_alias()
    }

    fn require_interval_qualifier(&self) -> bool {
        !self.more.plain_intervals && self.base.require_interval_qualifier()
    }

    fn is_table_alias(&self, word: &Keyword, parser: &mut Parser) -> bool {
        if self.more.free_words && RESERVED_FOR_TABLE_ALIAS.contains(word) {
            return is_free(*word, parser);
        }
        self.base.is_table_alias(word, parser)
    }

    fn is_table_factor_alias(&self, explicit: bool, word: &Keyword, parser: &mut Parser) -> bool {
        if self.more.free_words {
            return explicit || self.is_table_alias(word, parser);
        }
        self.base.is_table_factor_alias(explicit, word, parser)
    }

    fn is_column_alias(&self, word: &Keyword, parser: &mut Parser) -> bool {
        self.base.is_column_alias(word, parser)
    }

    fn is_select_item_alias(&self, explicit: bool, word: &Keyword, parser: &mut Parser) -> bool {
        self.base.is_select_item_alias(explicit, word, parser)
    }

    fn is_table_factor(&self, word: &Keyword, parser: &mut Parser) -> bool {
        self.base.is_table_factor(word, parser)
    }

    fn is_reserved_for_identifier(&self, word: Keyword) -> bool {
        self.base.is_reserved_for_identifier(word)
    }

    fn is_identifier_generating_function_name(
        &self,
        ident: &Ident,
        parts: &[ObjectNamePart],
    ) -> bool {
        self.base
            .is_identifier_generating_function_name(ident, parts)
    }

    fn get_reserved_keywords_for_select_item_operator(&self) -> &[Keyword] {
        self.base.get_reserved_keywords_for_select_item_operator()
    }

    fn get_reserved_grantees_types(&self) -> &[GranteesType] {
        self.base.get_reserved_grantees_types()
    }

    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        self.base.parse_prefix(parser)
    }

    fn parse_infix(
        &self,
        parser: &mut Parser,
        expression: &Expr,
        precedence: u8,
    ) -> Option<Result<Expr, ParserError>> {
        self.base.parse_infix(parser, expression, precedence)
    }

    fn get_next_precedence(&self, parser: &Parser) -> Option<Result<u8, ParserError>> {
        self.base.get_next_precedence(parser)
    }

    fn get_next_precedence_default(&self, parser: &Parser) -> Result<u8, ParserError> {
        self.base.get_next_precedence_default(parser)
    }

    fn prec_value(&self, precedence: Precedence) -> u8 {
        self.base.prec_value(precedence)
    }

    fn prec_unknown(&self) -> u8 {
        self.base.prec_unknown()
    }

    fn parse_statement(&self, parser: &mut Parser) -> Option<Result<Statement, ParserError>> {
        self.base.parse_statement(parser)
    }

    fn parse_column_option(
        &self,
        parser: &mut Parser,
    ) -> Result<Option<Result<Option<ColumnOption>, ParserError>>, ParserError> {
        self.base.parse_column_option(parser)
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        self.base.is_delimited_identifier_start(ch)
    }

    fn is_nested_delimited_identifier_start(&self, ch: char) -> bool {
        self.base.is_nested_delimited_identifier_start(ch)
    }

    fn peek_nested_delimited_identifier_quotes(
        &self,
        chars: Peekable<Chars<'_>>,
    ) -> Option<(char, Option<char>)> {
        self.base.peek_nested_delimited_identifier_quotes(chars)
    }

    fn identifier_quote_style(&self, identifier: &str) -> Option<char> {
        self.base.identifier_quote_style(identifier)
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        self.base.is_identifier_start(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        self.base.is_identifier_part(ch)
    }

    fn is_custom_operator_part(&self, ch: char) -> bool {
        self.base.is_custom_operator_part(ch)
    }

    as_the_base_says! {
        supports_left_associative_joins_without_parens
        supports_string_literal_backslash_escape ignores_wildcard_escapes
        supports_unicode_string_literal supports_filter_during_aggregation
        supports_window_clause_named_window_reference supports_within_after_array_aggregation
        supports_partition_by_after_order_by supports_array_join_syntax
        supports_alter_user_as_alter_role supports_group_by_with_modifier
        supports_outer_join_operator supports_connect_by supports_execute_immediate
        supports_in_unparenthesized_expr supports_start_transaction_modifier
        supports_end_transaction_modifier supports_named_fn_args_with_eq_operator
        supports_named_fn_args_with_colon_operator
        supports_named_fn_args_with_assignment_operator
        supports_named_fn_args_with_rarrow_operator supports_named_fn_args_with_expr_name
        supports_numeric_prefix supports_numeric_literal_underscores
        supports_window_function_null_treatment_arg supports_dictionary_syntax
        support_map_literal_syntax supports_parenthesized_set_variables
        supports_comma_separated_set_assignments supports_update_order_by
        supports_select_wildcard_except convert_type_before_value supports_triple_quoted_string
        supports_trailing_commas supports_limit_comma supports_string_literal_concatenation
        supports_string_literal_concatenation_with_newline supports_projection_trailing_commas
        supports_from_trailing_commas supports_column_definition_trailing_commas
        supports_object_name_double_dot_notation supports_struct_literal
        supports_empty_projections supports_select_expr_star supports_from_first_select
        supports_from_first_insert supports_pipe_operator supports_user_host_grantee
        supports_match_against supports_select_wildcard_exclude supports_select_exclude
        supports_create_table_multi_schema_info_sources supports_select_modifiers
        describe_requires_table_keyword allow_extract_single_quotes
        supports_extract_comma_syntax supports_subquery_as_function_arg
        supports_create_view_comment_syntax supports_array_typedef_without_element_type
        supports_values_as_table_factor supports_dollar_placeholder
        supports_dollar_as_money_prefix supports_create_index_with_clause
        supports_explain_with_utility_options supports_asc_desc_in_column_definition
        supports_factorial_operator supports_bitwise_shift_operators supports_nested_comments
        supports_multiline_comment_hints supports_eq_alias_assignment supports_try_convert
        supports_bang_not_operator supports_listen_notify supports_exclude_constraint
        supports_load_data supports_load_extension supports_top_before_distinct
        supports_boolean_literals supports_show_like_before_in supports_comment_on
        supports_create_table_select supports_leading_comma_before_table_options
        supports_partiql supports_unpivot_expr supports_constraint_keyword_without_name
        supports_key_column_option supports_insert_set
        supports_insert_table_function supports_insert_table_query supports_insert_format
        supports_insert_table_alias supports_set_stmt_without_operator
        supports_string_escape_constant supports_table_hints
        requires_single_line_comment_whitespace supports_array_typedef_with_brackets
        supports_geometric_types supports_order_by_using_operator supports_set_names
        supports_space_separated_column_options supports_alter_column_type_using
        supports_comma_separated_drop_column_list supports_notnull_operator
        supports_data_type_signed_suffix supports_interval_options
        supports_create_table_like_parenthesized supports_semantic_view_table_factor
        supports_quote_delimited_string supports_comment_optimizer_hint
        supports_double_ampersand_operator supports_binary_kw_as_cast
        supports_select_wildcard_replace supports_select_wildcard_ilike
        supports_select_wildcard_rename supports_select_wildcard_with_alias
        supports_optimize_table supports_install supports_detach supports_prewhere
        supports_with_fill supports_limit_by supports_interpolate supports_settings
        supports_select_format supports_cte_without_as supports_select_item_multi_column_alias
        supports_xml_expressions supports_aliased_function_args supports_create_table_using
        supports_long_type_as_bigint supports_map_literal_with_angle_brackets
    }
}
