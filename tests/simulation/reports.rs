//! Reports against the store (I6): every stored message stands in the report's rows, as JSON and as CSV, once.

use parlour_protocol::Action;
use serde_json::Value;

use crate::store::{Kept, Told};
use crate::world::World;

impl World {
    pub(crate) fn check_reports(&mut self, kept: &mut Kept) {
        let stored = kept.told();
        let (json, csv) = self.server.reports();
        let json: Vec<Told> = json.iter().map(of_json).collect();
        let csv: Vec<Told> = csv::Reader::from_reader(&csv[BYTE_ORDER_MARK..])
            .into_records()
            .map(|row| of_csv(&row.unwrap()))
            .collect();
        for (name, told) in [("JSON", &json), ("CSV", &csv)] {
            if *told != stored {
                let place = told.iter().zip(&stored).take_while(|(one, other)| one == other).count();
                self.books.breaks(format!(
                    "I6: the report has {} rows as {name}, the store {}; from {place}: {:?} for {:?}",
                    told.len(),
                    stored.len(),
                    told.get(place),
                    stored.get(place)
                ));
            }
        }
        self.reported += stored.len() as u64;
    }
}

/// Bytes a CSV file begins with.
const BYTE_ORDER_MARK: usize = 3;

fn of_json(row: &Value) -> Told {
    Told {
        id: row["id"].as_i64().unwrap(),
        conversation: row["conversation_id"].as_i64().unwrap(),
        message: row["message"].as_str().unwrap().to_owned(),
        response: serde_json::from_value(row["response"].clone()).unwrap(),
    }
}

/// By the places of the columns: `id`, `timestamp`, `message`, `response`, `conversation_id`.
fn of_csv(row: &csv::StringRecord) -> Told {
    let response: Vec<Action> = serde_json::from_str(&row[3]).unwrap();
    Told {
        id: row[0].parse().unwrap(),
        conversation: row[4].parse().unwrap(),
        message: row[2].to_owned(),
        response,
    }
}
