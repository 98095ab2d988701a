//! Punctuation as the parser has it.

use sqlparser::tokenizer::Token as ParserToken;

use super::super::dialect::Dialect;
use super::handover::Convert;

impl Convert<'_> {
    pub(super) fn symbol(&self, byte: u8) -> ParserToken {
        use ParserToken as T;
        match byte {
            b',' => T::Comma,
            b'=' => T::Eq,
            b'<' => T::Lt,
            b'>' => T::Gt,
            b'+' => T::Plus,
            b'-' => T::Minus,
            b'*' => T::Mul,
            b'/' => T::Div,
            b'%' => T::Mod,
            b'(' => T::LParen,
            b')' => T::RParen,
            b'.' => T::Period,
            b':' => T::Colon,
            b';' => T::SemiColon,
            b'\\' => T::Backslash,
            b'[' => T::LBracket,
            b']' => T::RBracket,
            b'&' => T::Ampersand,
            b'|' => T::Pipe,
            b'^' => T::Caret,
            b'{' => T::LBrace,
            b'}' => T::RBrace,
            b'#' => T::Sharp,
            b'~' => T::Tilde,
            b'!' => T::ExclamationMark,
            b'@' => T::AtSign,
            b'?' if matches!(self.dialect, Dialect::Postgres | Dialect::Redshift) => T::Question,
            b'?' => T::Placeholder("?".to_owned()),
            other => T::Char(char::from(other)),
        }
    }

    pub(super) fn operator(&mut self, at: usize) {
        use ParserToken as T;
        let token = match self.text(at) {
            "!~~*" => T::ExclamationMarkDoubleTildeAsterisk,
            "->>" => T::LongArrow,
            "#>>" => T::HashLongArrow,
            "<=>" => T::Spaceship,
            "!~*" => T::ExclamationMarkTildeAsterisk,
            "~~*" => T::DoubleTildeAsterisk,
            "!~~" => T::ExclamationMarkDoubleTilde,
            "&<|" => T::AmpersandLeftAngleBracketVerticalBar,
            "|&>" => T::VerticalBarAmpersandRightAngleBracket,
            "<<|" => T::ShiftLeftVerticalBar,
            "|>>" => T::VerticalBarShiftRight,
            "?-|" => T::QuestionMarkDashVerticalBar,
            "?||" => T::QuestionMarkDoubleVerticalBar,
            "@-@" => T::AtDashAt,
            "<->" => T::TwoWayArrow,
            "||/" => T::PGCubeRoot,
            "->" => T::Arrow,
            "#>" => T::HashArrow,
            "#-" => T::HashMinus,
            "@>" => T::AtArrow,
            "<@" => T::ArrowAt,
            "@?" => T::AtQuestion,
            "@@" => T::AtAt,
            "||" => T::StringConcat,
            "|/" => T::PGSquareRoot,
            "!~" => T::ExclamationMarkTilde,
            "~~" => T::DoubleTilde,
            "~*" => T::TildeAsterisk,
            "~=" => T::TildeEqual,
            "&&" => T::Overlap,
            "<<" => T::ShiftLeft,
            "<=" => T::LtEq,
            "<>" | "!=" => T::Neq,
            "<^" => T::LeftAngleBracketCaret,
            ">=" => T::GtEq,
            ">^" => T::RightAngleBracketCaret,
            "!!" => T::DoubleExclamationMark,
            "==" => T::DoubleEq,
            "::" => T::DoubleColon,
            ":=" => T::Assignment,
            "?|" => T::QuestionPipe,
            "?&" => T::QuestionAnd,
            "##" => T::DoubleSharp,
            "//" if self.dialect == Dialect::DuckDb => T::DuckIntDiv,
            other => T::Char(other.chars().next().unwrap_or(' ')),
        };
        self.push(token, at);
    }
}
