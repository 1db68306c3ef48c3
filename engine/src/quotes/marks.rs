//! Text → the marks that may open or close a quotation.
//!
//! What a straight mark does is read from its neighbours; an apostrophe is no
//! mark, so a single one counts only at a word's edge.

/// A mark that may open or close.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// May it open? May it close? Both, where its place does not tell.
    pub opens: bool,
    pub closes: bool,
    pub paragraph: usize,
    /// Is it the first that the paragraph has to show?
    pub leads: bool,
}

/// Marks that look alike, with their partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `«` and `»`.
    Guillemet,
    /// `“` and `”`.
    Curly,
    /// `„`, closed by a curly one.
    Low,
    /// `"`, and `''` in its place.
    Straight,
    /// `‹` and `›`.
    Angle,
    /// `‘` and `’`.
    Single,
    /// `'`.
    Tick,
}

impl Kind {
    pub(super) fn is_single(self) -> bool {
        matches!(self, Kind::Single | Kind::Tick)
    }
}

/// The marks of a text, in order.
pub(super) fn find(text: &str, starts: &[usize]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut paragraph = 0;
    let mut leads = true;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        while starts.get(paragraph + 1).is_some_and(|it| *it <= at) {
            paragraph += 1;
            leads = true;
        }
        if !is_mark(c) {
            leads &= c.is_whitespace();
            before = Some(c);
            continue;
        }
        let doubled = "'`<>".contains(c) && chars.next_if(|(_, next)| *next == c).is_some();
        let end = at + c.len_utf8() * if doubled { 2 } else { 1 };
        let place = Place::new(before, &text[end..]);
        if let Some((kind, opens, closes)) = place.judge(c, doubled) {
            marks.push(Mark { start: at, end, kind, opens, closes, paragraph, leads });
        }
        leads = false;
        before = Some(c);
    }
    marks
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '«'
            | '»'
            | '“'
            | '”'
            | '„'
            | '‹'
            | '›'
            | '‘'
            | '’'
            | '‚'
            | '`'
            | '<'
            | '>'
            | '＂'
    )
}

/// What stands beside a mark.
struct Place {
    before: Side,
    behind: Side,
    digit_behind: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// White space, or the text's end.
    Space,
    /// Something that opens: a bracket, a dash, an opening mark, an apostrophe.
    Opening,
    /// Punctuation that follows a word.
    Closing,
    Word,
}

impl Place {
    fn new(before: Option<char>, rest: &str) -> Place {
        let behind = rest.chars().next();
        let dots = rest.starts_with('…') || rest.starts_with("..");
        Place {
            before: before.map_or(Side::Space, side_before),
            behind: if dots { Side::Word } else { behind.map_or(Side::Space, side_behind) },
            digit_behind: behind.is_some_and(|it| it.is_numeric()),
        }
    }

    fn judge(&self, c: char, doubled: bool) -> Option<(Kind, bool, bool)> {
        let (opens, closes) = self.direction();
        let clearly_closes = closes && !opens;
        Some(match c {
            '«' => (Kind::Guillemet, true, clearly_closes),
            '»' => (Kind::Guillemet, false, true),
            '<' if doubled => (Kind::Guillemet, true, false),
            '>' if doubled => (Kind::Guillemet, false, true),
            '“' => (Kind::Curly, !clearly_closes, clearly_closes),
            '”' => (Kind::Curly, false, true),
            '„' => (Kind::Low, true, false),
            '‹' => (Kind::Angle, true, false),
            '›' => (Kind::Angle, false, true),
            '`' if doubled => (Kind::Straight, true, false),
            '"' | '＂' => (Kind::Straight, opens, closes),
            '\'' if doubled => (Kind::Straight, opens, closes),
            '‘' | '‚' => (Kind::Single, self.opens_single()?, false),
            '’' => (Kind::Single, false, self.closes_single()?),
            '\'' => match self.opens_single() {
                Some(_) => (Kind::Tick, true, false),
                None => (Kind::Tick, false, self.closes_single()?),
            },
            _ => return None,
        })
    }

    /// Whether a mark without a shape of its own opens and whether it closes.
    fn direction(&self) -> (bool, bool) {
        let opens = matches!(self.before, Side::Space | Side::Opening)
            && matches!(self.behind, Side::Word | Side::Opening);
        let closes = matches!(self.before, Side::Word | Side::Closing)
            && matches!(self.behind, Side::Space | Side::Closing | Side::Opening);
        match (opens, closes) {
            // Amid a word it opens nothing.
            (false, false) => (self.before != Side::Word, true),
            known => known,
        }
    }

    /// Not for `'90s`.
    fn opens_single(&self) -> Option<bool> {
        let opens = matches!(self.before, Side::Space | Side::Opening)
            && matches!(self.behind, Side::Word | Side::Opening)
            && !self.digit_behind;
        opens.then_some(true)
    }

    fn closes_single(&self) -> Option<bool> {
        let closes = matches!(self.before, Side::Word | Side::Closing) && self.behind != Side::Word;
        closes.then_some(true)
    }
}

fn side_before(c: char) -> Side {
    match c {
        _ if c.is_whitespace() => Side::Space,
        '(' | '[' | '{' | '-' | '–' | '—' | '―' | '/' | '\'' | '’' | '‘' | '«' | '“' | '„' | '‹' | '"'
        | '`' => Side::Opening,
        '.' | ',' | ';' | ':' | '!' | '?' | '…' | ')' | ']' | '}' | '»' | '”' | '›' => Side::Closing,
        _ => Side::Word,
    }
}

fn side_behind(c: char) -> Side {
    match c {
        _ if c.is_whitespace() => Side::Space,
        '.' | ',' | ';' | ':' | '!' | '?' | '…' | ')' | ']' | '}' | '»' | '”' | '›' | '’' | '\'' => {
            Side::Closing
        }
        '-' | '–' | '—' | '―' | '/' | '(' | '[' | '{' | '«' | '“' | '„' | '‹' | '‘' | '"' => {
            Side::Opening
        }
        _ => Side::Word,
    }
}
