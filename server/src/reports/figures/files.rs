//! A report's rows as CSV and as JSON.

use serde_json::{Map, Value};

use super::report::Figures;
use crate::reports::columns::{defused, writer};

impl Figures {
    /// A CSV file for a spreadsheet: UTF-8 with its mark, a head line of names, every field in quotes and no
    /// formula (threat row R2).
    ///
    /// # Errors
    /// None that memory does not give.
    pub(crate) fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut file = writer("\u{feff}".as_bytes().to_vec());
        file.write_record(self.report.columns().iter().map(|column| column.name))?;
        for row in &self.rows {
            for cell in row {
                file.write_field(defused(&cell.written()).as_bytes())?;
            }
            file.write_record(None::<&[u8]>)?;
        }
        file.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }

    /// An array with an object for each row.
    pub(crate) fn json(&self) -> Value {
        let columns = self.report.columns();
        let object = |row: &Vec<super::Cell>| {
            let pairs = columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), cell.json()));
            Value::Object(pairs.collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(object).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Kind, Report};
    use super::*;

    #[test]
    fn rows_are_the_same_in_both_files_and_no_name_is_a_formula() {
        let row = vec![
            Cell::Number(Kind::Number, 7),
            Cell::Text("=HYPERLINK(\"x\")".into()),
            Cell::Number(Kind::Count, 3),
            Cell::Number(Kind::Share, 3_333),
        ];
        let figures = Figures { report: Report::Modules, rows: vec![row] };
        let csv = String::from_utf8(figures.csv().unwrap()).unwrap();
        assert_eq!(
            csv,
            "\u{feff}\"module_id\",\"module\",\"answers\",\"share\"\r\n\
             \"7\",\"'=HYPERLINK(\"\"x\"\")\",\"3\",\"0.3333\"\r\n"
        );
        assert_eq!(
            figures.json(),
            serde_json::json!([{"module_id": 7, "module": "=HYPERLINK(\"x\")", "answers": 3, "share": 0.3333}])
        );
    }
}
