//! Which reports there are, and what stands in their columns.

use super::cell::{Cell, Kind};
use super::days::Days;

/// A report of `/reports`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// Messages and conversations of each day.
    Days,
    /// How often the bot found no match.
    Fallbacks,
    /// How often each module spoke.
    Modules,
    /// Where visitors stop writing.
    DropOff,
    /// Answers under each KPI tag.
    Kpis,
    /// How long an answer took.
    Responses,
    /// How often people were asked for.
    Handovers,
    /// In which languages visitors read.
    Languages,
    /// On which hosts they are.
    Hosts,
    /// On which pages.
    Pages,
}

/// A column of a report.
#[derive(Debug)]
pub(crate) struct Column {
    /// For programs.
    pub name: &'static str,
    /// For people.
    pub label: &'static str,
    /// What stands in it.
    pub kind: Kind,
}

/// A report's rows.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Which.
    pub report: Report,
    /// A cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

const fn column(name: &'static str, label: &'static str, kind: Kind) -> Column {
    Column { name, label, kind }
}

const DAY: Column = column("day", "Day", Kind::Day);
const SHARE: Column = column("share", "Share", Kind::Share);
const CONVERSATIONS: Column = column("conversations", "Conversations", Kind::Count);

const DAYS: &[Column] = &[
    DAY,
    column("conversations_begun", "Conversations begun", Kind::Count),
    column("conversations_active", "Conversations active", Kind::Count),
    column("visitor_messages", "Visitors' messages", Kind::Count),
    column("bot_answers", "Bot's answers", Kind::Count),
    column("people_messages", "People's messages", Kind::Count),
];
const FALLBACKS: &[Column] = &[
    DAY,
    column("bot_answers", "Bot's answers", Kind::Count),
    column("fallbacks", "Fallbacks", Kind::Count),
    column("fallback_rate", "Fallback rate", Kind::Share),
];
const MODULES: &[Column] = &[
    column("module_id", "Number", Kind::Number),
    column("module", "Module", Kind::Text),
    column("answers", "Answers", Kind::Count),
    SHARE,
];
const DROP_OFF: &[Column] = &[
    column("module_id", "Number", Kind::Number),
    column("module", "Module", Kind::Text),
    column("stops", "Stops", Kind::Count),
    column("quits", "Quits", Kind::Count),
    column("drop_off_rate", "Drop-off", Kind::Share),
];
const KPIS: &[Column] = &[
    column("kpi_id", "Number", Kind::Number),
    column("kpi", "KPI tag", Kind::Text),
    column("answers", "Answers", Kind::Count),
];
const RESPONSES: &[Column] = &[
    DAY,
    column("bot_median_ms", "Bot's median", Kind::Millis),
    column("bot_responses", "Bot's responses", Kind::Count),
    column("people_median_ms", "People's median", Kind::Millis),
    column("people_responses", "People's responses", Kind::Count),
];
const HANDOVERS: &[Column] = &[
    DAY,
    column("asked", "Asked for a person", Kind::Count),
    column("taken", "Taken by a person", Kind::Count),
    column("handed_back", "Handed back", Kind::Count),
    column("ended", "Ended", Kind::Count),
    column("median_wait_ms", "Median wait", Kind::Millis),
];
const LANGUAGES: &[Column] = &[column("language", "Language", Kind::Text), CONVERSATIONS, SHARE];
const HOSTS: &[Column] = &[column("host", "Host", Kind::Text), CONVERSATIONS, SHARE];
const PAGES: &[Column] = &[column("page", "Page", Kind::Text), CONVERSATIONS, SHARE];

impl Report {
    /// All, in the order of the page.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Days,
        Self::Modules,
        Self::DropOff,
        Self::Fallbacks,
        Self::Handovers,
        Self::Responses,
        Self::Kpis,
        Self::Languages,
        Self::Hosts,
        Self::Pages,
    ];

    /// Its word in addresses.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Fallbacks => "fallbacks",
            Self::Modules => "modules",
            Self::DropOff => "drop-off",
            Self::Kpis => "kpis",
            Self::Responses => "responses",
            Self::Handovers => "handovers",
            Self::Languages => "languages",
            Self::Hosts => "hosts",
            Self::Pages => "pages",
        }
    }

    /// The report of a word.
    pub(crate) fn of(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|report| report.slug() == slug)
    }

    /// Its heading.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Days => "Messages and conversations",
            Self::Fallbacks => "Fallback rate",
            Self::Modules => "Busiest modules",
            Self::DropOff => "Drop-off",
            Self::Kpis => "KPI tags",
            Self::Responses => "Response time",
            Self::Handovers => "Handovers",
            Self::Languages => "Languages",
            Self::Hosts => "Hosts",
            Self::Pages => "Pages",
        }
    }

    /// What is counted, in a sentence.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Days => {
                "A conversation begins with its first message, be it the greeting. An answer is one module that spoke."
            }
            Self::Fallbacks => {
                "Answers to which the bot came because no connection matched, of all its answers."
            }
            Self::Modules => "How often each module spoke.",
            Self::DropOff => {
                "Stops are turns that ended at the module; quits are those after which the visitor has said nothing."
            }
            Self::Kpis => "Answers of modules that carry the tag.",
            Self::Responses => {
                "From the visitor's first word that has no answer to the answer; half of the answers came within the median."
            }
            Self::Handovers => "How often visitors were handed to people, and how long they waited for one.",
            Self::Languages => "The language a visitor reads, of conversations that began in these days.",
            Self::Hosts => "The host of the page, of conversations that began in these days.",
            Self::Pages => {
                "The page, without what follows ? or #, of conversations that began in these days."
            }
        }
    }

    /// Its columns.
    pub(crate) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Days => DAYS,
            Self::Fallbacks => FALLBACKS,
            Self::Modules => MODULES,
            Self::DropOff => DROP_OFF,
            Self::Kpis => KPIS,
            Self::Responses => RESPONSES,
            Self::Handovers => HANDOVERS,
            Self::Languages => LANGUAGES,
            Self::Hosts => HOSTS,
            Self::Pages => PAGES,
        }
    }

    /// Whether it has a row for each day.
    pub(crate) fn is_daily(self) -> bool {
        self.columns().first().is_some_and(|column| column.kind == Kind::Day)
    }
}

impl Figures {
    /// The rows that were found; a day of which nothing was found has one all the same.
    pub(crate) fn new(report: Report, days: Days, found: Vec<Vec<Cell>>) -> Self {
        if !report.is_daily() {
            return Self { report, rows: found };
        }
        let mut found = found.into_iter().peekable();
        let empty = |day| {
            let columns = report.columns().iter();
            let cell = |column: &Column| match column.kind {
                Kind::Day => Cell::Number(Kind::Day, day),
                Kind::Count => Cell::Number(Kind::Count, 0),
                _ => Cell::Nothing,
            };
            columns.map(cell).collect()
        };
        let is_of = |row: &Vec<Cell>, day| row.first().and_then(Cell::number) == Some(day);
        let row = |day| found.next_if(|row| is_of(row, day)).unwrap_or_else(|| empty(day));
        Self { report, rows: (days.first..=days.last).map(row).collect() }
    }

    /// The sum of a column of counts.
    pub(crate) fn sum(&self, name: &str) -> i64 {
        let place = self.report.columns().iter().position(|column| column.name == name);
        let of_row = |row: &Vec<Cell>| place.and_then(|place| row.get(place)?.number());
        self.rows.iter().filter_map(of_row).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_day_has_a_row() {
        let row = |day, answers, rate: Option<i64>| {
            vec![
                Cell::Number(Kind::Day, day),
                Cell::Number(Kind::Count, answers),
                Cell::Number(Kind::Count, 0),
                rate.map_or(Cell::Nothing, |rate| Cell::Number(Kind::Share, rate)),
            ]
        };
        let found = vec![row(11, 5, Some(0)), row(13, 2, Some(0))];
        let figures = Figures::new(Report::Fallbacks, Days { first: 10, last: 13 }, found);
        let all = [row(10, 0, None), row(11, 5, Some(0)), row(12, 0, None), row(13, 2, Some(0))];
        assert_eq!(figures.rows, all);
        assert_eq!(figures.sum("bot_answers"), 7);
    }

    #[test]
    fn each_report_is_found_by_its_word() {
        for report in Report::ALL {
            assert_eq!(Report::of(report.slug()), Some(*report));
        }
        assert_eq!((Report::ALL.len(), Report::of("x")), (10, None));
    }
}
