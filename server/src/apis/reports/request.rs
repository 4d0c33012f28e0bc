//! The four parameters, of a query or of a body: the same rules, each refusal named.

use jiff::civil::Date;
use parlour_protocol::ErrorCode;
use serde_json::Value;
use uuid::Uuid;

use crate::apis::chat::{invalid_parameter, parameter};
use crate::error::{ApiError, ApiResult};
use crate::limits::REPORT_DAYS;
use crate::reports::{Period, day};
use crate::strict_json::Fields;

/// The documented kinds: 1 Message Data, 2 Standard, 3 Advanced, 4 Content Management. All have the
/// full row (protocols.md 1.5.2).
const KINDS: std::ops::RangeInclusive<i64> = 1..=4;

/// What is asked for.
pub(super) struct Asked {
    pub(super) period: Period,
    pub(super) report: i64,
    pub(super) bot: Uuid,
}

const DATE: &str = "must be a date written YYYY-MM-DD";
const KIND: &str = "must be 1, 2, 3 or 4";
const BOT: &str = "must be the UUID of a bot";

impl Asked {
    /// From a query, whose period must be short enough to be answered at once.
    pub(super) fn of_query(query: Option<&str>) -> ApiResult<Self> {
        let text = |name| -> ApiResult<String> {
            parameter(query, name)?.ok_or_else(|| invalid_parameter(name, "is required"))
        };
        let date = |name| day(&text(name)?).ok_or_else(|| invalid_parameter(name, DATE));
        let (from, to) = (date("fromDate")?, date("toDate")?);
        let report = text("reportId")?;
        let report = report.parse().ok().filter(|_| report.len() == 1);
        let report = report.filter(|kind| KINDS.contains(kind));
        let report = report.ok_or_else(|| invalid_parameter("reportId", KIND))?;
        let bot = uuid(&text("botId")?).ok_or_else(|| invalid_parameter("botId", BOT))?;
        let period = period(from, to)?;
        if !period.is_short() {
            let why = format!("must be at most {REPORT_DAYS} days after `fromDate`; a POST may ask for more");
            return Err(invalid_parameter("toDate", &why));
        }
        Ok(Self { period, report, bot })
    }

    /// From a JSON body; other fields are passed over.
    pub(super) fn of_body(body: &Value) -> ApiResult<Self> {
        let fields = Fields::of_body(body)?;
        let date = |name| -> ApiResult<Date> {
            day(fields.required_string(name)?).ok_or_else(|| invalid_parameter(name, DATE))
        };
        let (from, to) = (date("fromDate")?, date("toDate")?);
        let report = fields.value("reportId").ok_or_else(|| ApiError::missing("reportId"))?;
        let report = report.as_i64().filter(|kind| KINDS.contains(kind));
        let report = report.ok_or_else(|| invalid_parameter("reportId", KIND))?;
        let bot = uuid(fields.required_string("botId")?);
        let bot = bot.ok_or_else(|| invalid_parameter("botId", BOT))?;
        Ok(Self { period: period(from, to)?, report, bot })
    }
}

fn period(from: Date, to: Date) -> ApiResult<Period> {
    let sentence = "The parameter `toDate` must not be before `fromDate`.";
    Period::new(from, to).ok_or_else(|| ApiError::of_field(ErrorCode::ParameterInvalid, "toDate", sentence))
}

fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|_| text.len() == 36)
}
