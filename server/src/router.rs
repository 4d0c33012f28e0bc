//! Every route, one line each: the table of contents. `API.md` has a line for each of them.

use std::sync::Arc;

use axum::Router;
use axum::http::Uri;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post, put};

use crate::access_log::access_log;
use crate::apis::{
    aimylogic, analysts, chat, console, frame, handover, health, hooks, medium, plain, reports, tester,
};
use crate::app::App;
use crate::error::ApiError;
use crate::files;

/// The whole server.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let chat = Router::new()
        .route("/api/webchat/bot/{bot}/session", post(chat::begin_session).delete(chat::end_session))
        .route("/api/webchat/bot/{bot}/messages", post(chat::messages))
        .route("/api/webchat/bot/{bot}/messages/", post(chat::messages))
        .route("/api/webchat/bot/{bot}/events", get(chat::events))
        .route("/api/webchat/bot/{bot}/history", get(chat::history))
        .route("/api/webchat/bot/{bot}/status", put(chat::status))
        .route("/api/webchat/bot/{bot}/stop", post(chat::stop))
        .route("/api/webchat/bot/{bot}/conversation", delete(chat::forget))
        .route("/api/webchat/bot/{bot}/rating", get(chat::rating).put(chat::rate))
        .route("/api/webchat/bot/{bot}/attachments", post(chat::upload))
        .route("/api/webchat/bot/{bot}/attachments/{id}", get(chat::attachment))
        .route("/api/webchat/bot/{bot}/config", get(chat::config))
        // Before the layer, which answers preflights where a route has no OPTIONS of its own.
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .layer(from_fn_with_state(Arc::clone(app), chat::cors));

    // No page of another origin may read these: they have no CORS.
    let agents = Router::new()
        .route("/api/webchat/bot/{bot}/handover", get(handover::list))
        .route("/api/webchat/bot/{bot}/handover/", get(handover::list))
        .route("/api/webchat/bot/{bot}/handover/{conversation}", get(handover::show))
        .route("/api/webchat/bot/{bot}/handover/{conversation}/take", post(handover::take))
        .route("/api/webchat/bot/{bot}/handover/{conversation}/reply", post(handover::reply))
        .route("/api/webchat/bot/{bot}/handover/{conversation}/typing", post(handover::typing))
        .route("/api/webchat/bot/{bot}/handover/{conversation}/read", post(handover::read))
        .route("/api/webchat/bot/{bot}/handover/{conversation}/hand-back", post(handover::hand_back))
        .route("/api/webchat/bot/{bot}/handover/{conversation}/end", post(handover::end))
        .route("/webbot/api/webchat/{bot}/handover/{user}", get(handover::start).post(handover::send))
        .route("/webbot/api/webchat/{bot}/handover/{user}/", get(handover::start).post(handover::send))
        .route("/console", get(console::page))
        .route("/console/console.js", get(console::script))
        .route("/console/console.css", get(console::style))
        .route("/console/bots", get(console::bots));

    let rest = Router::new()
        .route("/parlour.js", get(files::loader))
        .route("/v/{version}/{*path}", get(files::versioned))
        .route("/", get(files::demo_index))
        .route("/pages/{*path}", get(files::demo_page))
        .route("/chat/{bot}", get(plain::show).post(plain::say))
        .route("/chat/{bot}/style.css", get(plain::style))
        .route("/frame/{bot}", get(frame::page))
        .route("/frame/frame.js", get(frame::script))
        .route("/frame/frame.css", get(frame::style))
        .route("/hooks/{bot}/{secret}", post(hooks::hook))
        .route("/api/medium/messages", post(medium::send).fallback(medium::not_allowed))
        .route("/api/medium/messages/", post(medium::send).fallback(medium::not_allowed))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz));

    // For the people who own a bot. No page of another origin may read these either.
    let analysts = Router::new()
        .route("/conformance", get(analysts::conformance).post(analysts::start_checks))
        .route("/conformance/run", get(analysts::checks_made))
        .route("/reports", get(analysts::overview))
        .route("/reports/rows/{file}", get(analysts::rows))
        .route("/reports/conversations", get(analysts::talks))
        .route("/reports/conversations/{conversation}", get(analysts::read))
        .route("/reports/exports", get(analysts::exports).post(analysts::order))
        .route("/reports/exports/{id}", get(analysts::export))
        .route("/reports/exports/{id}/file", get(analysts::export_file))
        .route("/reports/sign-in", get(analysts::door).post(analysts::sign_in))
        .route("/reports/sign-out", post(analysts::sign_out))
        .route("/reports/reports.css", get(analysts::style))
        .route("/reports/reports.js", get(analysts::script));

    // For the people who build a bot.
    let tester = Router::new()
        .route("/tester/api/bots", get(tester::bots))
        .route("/tester/api/bots/{bot}/flow", get(tester::flow))
        .route("/tester/api/bots/{bot}/conversations/{conversation}", get(tester::conversation))
        .route("/tester/api/bots/{bot}/conversations/{conversation}/cvars", put(tester::set_cvars))
        .route("/tester/api/bots/{bot}/conversations/{conversation}/webhooks", get(tester::webhooks))
        .route("/tester/api/bots/{bot}/conversations/{conversation}/handover/{act}", post(tester::handover))
        .route("/tester/api/pass", post(tester::pass))
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .layer(map_response(tester::kept_nowhere))
        .route("/tester", get(tester::page))
        .route("/tester/{*file}", get(tester::file));

    // Of other servers only: these have no CORS either, and refuse in a form of their own.
    let chatapi = Router::new()
        .route("/chatapi/{token}", get(aimylogic::ask_simply).post(aimylogic::ask))
        .route("/chatapi/{token}/async", post(aimylogic::ask_later))
        .route("/chatapi/{token}/events", get(aimylogic::events))
        .route("/chatapi/{token}/client/{client}/history", get(aimylogic::history))
        .route("/chatapi/{token}/client/{client}/state", get(aimylogic::load).post(aimylogic::save))
        .route(
            "/chatapi/{token}/client/{client}/message/{question}/status",
            get(aimylogic::status).post(aimylogic::set_status),
        )
        .route("/chatapi/{token}/client/{client}/message-statuses", post(aimylogic::set_statuses))
        .route("/chatapi/{token}/client/{client}/message-not-read-count", get(aimylogic::unread))
        .method_not_allowed_fallback(|| async { aimylogic::Refusal(ApiError::method_not_allowed()) });

    // `API.md` names the path by its default; the configuration has none of the others'.
    let path = &app.config.reports_path;
    let accounts = Router::new()
        .route(path, get(reports::report).post(reports::order))
        .route(&format!("{path}/"), get(reports::report).post(reports::order))
        .route("/api/frontend/reports/jobs/{id}", get(reports::job))
        .route("/api/frontend/reports/jobs/{id}/file", get(reports::job_file));

    chat.merge(accounts)
        .merge(agents)
        .merge(analysts)
        .merge(tester)
        .merge(chatapi)
        .merge(rest)
        .fallback(nothing_here)
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .layer(from_fn(access_log))
        .with_state(Arc::clone(app))
}

/// In the form of the API whose address it would be.
async fn nothing_here(uri: Uri) -> Response {
    if aimylogic::is_ours(uri.path()) {
        return aimylogic::Refusal(ApiError::not_found()).into_response();
    }
    ApiError::not_found().into_response()
}
