//! Years in words: `nineteen seventy eight`, `two thousand and eighteen`.

use super::{Scan, parts::Part};

impl Scan<'_> {
    /// A year in figures or in words, and the token behind it.
    pub(super) fn any_year(&self, at: usize) -> Option<(i16, usize)> {
        self.year(at).or_else(|| self.spelled_year(at))
    }

    fn spelled_year(&self, at: usize) -> Option<(i16, usize)> {
        let (first, next) = self.spelled(at)?;
        let (year, end) = match self.scale(next) {
            Some((1000, next)) => self.thousands(first, next),
            Some(_) => return None,
            None => self.centuries(first, next)?,
        };
        (1100..=2100).contains(&year).then_some((year as i16, end))
    }

    /// `one thousand seven hundred and eighty nine`.
    fn thousands(&self, thousands: i32, at: usize) -> (i32, usize) {
        let (mut year, mut end) = (thousands.saturating_mul(1000), at);
        if let Some((hundreds, next)) = self.spelled(end)
            && let Some((100, next)) = self.scale(next)
        {
            (year, end) = (year + 100 * hundreds, next);
        }
        let next = self.is(end, Part::Joint).unwrap_or(end);
        match self.spelled(next) {
            Some((rest, end)) => (year + rest, end),
            None => (year, end),
        }
    }

    /// `nineteen seventy eight`, `nineteen zero one`.
    fn centuries(&self, century: i32, at: usize) -> Option<(i32, usize)> {
        let (rest, end) = self.spelled(at)?;
        let (rest, end) = if rest == 0 { self.spelled(end)? } else { (rest, end) };
        let fits = (11..=20).contains(&century) && (rest >= 10 || end > at + 1);
        fits.then_some((100 * century + rest, end))
    }

    /// A number below a hundred in one or two words.
    fn spelled(&self, at: usize) -> Option<(i32, usize)> {
        let number = |at: usize| self.read(at, |it| if let Part::Number(it) = it { Some(it) } else { None });
        let (number_here, end) = number(at).filter(|it| it.0 < 100 && self.joined(at))?;
        // “ninety nine” where the table has the tens alone.
        let ones =
            number(end).filter(|it| it.0 < 10 && it.0 > 0 && number_here % 10 == 0 && number_here >= 20);
        let ones = ones.filter(|it| it.1 == end + 1 && end == at + 1 && self.joined(end));
        Some(ones.map_or((number_here, end), |(ones, end)| (number_here + ones, end)))
    }

    fn scale(&self, at: usize) -> Option<(i32, usize)> {
        self.read(at, |it| if let Part::Scale(it) = it { Some(it) } else { None }).filter(|_| self.joined(at))
    }
}
