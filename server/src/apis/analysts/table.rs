//! A report's rows as a table; the first of a ranking with bars.

use maud::{Markup, html};

use crate::limits::{FIGURE_ROWS_FIRST, FIGURE_ROWS_SHOWN};
use crate::reports::{Cell, Figures, Kind, Report};

/// All rows that a page shows.
pub(super) fn all(figures: &Figures) -> Markup {
    let report = figures.report;
    let rows = figures.rows.iter().take(FIGURE_ROWS_SHOWN);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(format!("Rows of {}", report.title())) {
            table {
                caption.unseen { (report.title()) }
                thead { tr { @for column in report.columns() { th scope="col" class=(class(column.kind)) { (column.label) } } } }
                tbody {
                    @for row in rows {
                        tr { @for (column, cell) in report.columns().iter().zip(row) { td class=(class(column.kind)) { (value(report, cell)) } } }
                    }
                }
            }
        }
        @if figures.rows.len() > FIGURE_ROWS_SHOWN { p.hint { "The first " (FIGURE_ROWS_SHOWN) " rows; the files have all." } }
    }
}

/// The columns of a ranking: what is ranked, how long its bar is and how long the dark part of it, and what stands
/// beside it.
struct Ranking {
    of: usize,
    bar: usize,
    dark: Option<usize>,
    beside: &'static [usize],
}

const fn ranking(report: Report) -> Option<Ranking> {
    Some(match report {
        Report::Modules => Ranking { of: 1, bar: 2, dark: None, beside: &[2, 3] },
        Report::DropOff => Ranking { of: 1, bar: 2, dark: Some(3), beside: &[3, 2, 4] },
        Report::Kpis => Ranking { of: 1, bar: 2, dark: None, beside: &[2] },
        Report::Languages | Report::Hosts | Report::Pages => {
            Ranking { of: 0, bar: 1, dark: None, beside: &[1, 2] }
        }
        _ => return None,
    })
}

/// The first rows with bars, where the report is a ranking.
pub(super) fn first(figures: &Figures) -> Option<Markup> {
    let report = figures.report;
    let plan = ranking(report)?;
    let number = |row: &Vec<Cell>, place| row.get(place).and_then(Cell::number).unwrap_or_default();
    let rows = || figures.rows.iter().take(FIGURE_ROWS_FIRST);
    let most = rows().map(|row| number(row, plan.bar)).max().unwrap_or_default();
    let label = |place: usize| report.columns().get(place).map_or("", |column| column.label);
    let kind = |place: usize| report.columns().get(place).map_or(Kind::Text, |column| column.kind);
    Some(html! {
        @if figures.rows.is_empty() { p.none { "Nothing in these days." } } @else {
            table.ranking {
                caption.unseen { (report.title()) ", the first " (rows().count()) }
                thead { tr {
                    th scope="col" { (label(plan.of)) }
                    @for place in plan.beside { th scope="col" class=(class(kind(*place))) { (label(*place)) } }
                } }
                tbody {
                    @for row in rows() {
                        tr {
                            th scope="row" {
                                @if let Some(cell) = row.get(plan.of) { (value(report, cell)) }
                                (bar(number(row, plan.bar), plan.dark.map(|place| number(row, place)), most))
                            }
                            @for place in plan.beside {
                                td class=(class(kind(*place))) { @if let Some(cell) = row.get(*place) { (value(report, cell)) } }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// As wide as the number is of the greatest; `dark` is a part of it.
fn bar(number: i64, dark: Option<i64>, most: i64) -> Markup {
    let width = |number: i64| {
        let tenths = number.saturating_mul(1_000) / most.max(1);
        format!("{}.{}%", tenths / 10, tenths % 10)
    };
    html! {
        svg.bar width="100%" height="8" aria-hidden="true" {
            rect class=(if dark.is_some() { "light" } else { "series-0" }) width=(width(number)) height="8" rx="2" {}
            @if let Some(dark) = dark { rect class="series-1" width=(width(dark)) height="8" rx="2" {} }
        }
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Day => "day",
        Kind::Number | Kind::Count | Kind::Share | Kind::Millis => "number",
    }
}

/// What others wrote stands in its own direction; what nobody told is said to be so.
fn value(report: Report, cell: &Cell) -> Markup {
    match cell {
        Cell::Text(text) if text.is_empty() => match report {
            Report::Languages | Report::Hosts | Report::Pages => html! { i { "not told" } },
            _ => html! { i { "without a name" } },
        },
        Cell::Text(text) => html! { bdi { (text) } },
        cell => html! { (cell.shown()) },
    }
}
