//! The simulated phone in the browser and in `fitila handset`. Forms post and are sent on to a page that may be loaded
//! again; a program that asks for JSON is answered at once. Nothing is decided here, and no real number is read.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::error::{ErrorForbidden, ErrorInternalServerError};
use actix_web::http::header::ACCEPT;
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Form, Path, Query, ServiceConfig, get, post};
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use crate::config::Programme;
use crate::service::Context;
use crate::service::handset::{Call, HandsetError, dial, hang_up, has_handset, text, words_to_try};
use crate::staff::assets;
use crate::staff::page::{Around, draw};
use crate::staff::scene::Scene;
use crate::staff::stand::{Fields, LINE_LIMIT, Problem, Stand};
use crate::web::{page, paths};

/// Letters of a text, at most: six SMS pages.
const TEXT_LIMIT: usize = 918;

/// Mounts the handset. The program does so only where the page is open to its own machine alone.
pub fn configure(service: &mut ServiceConfig, programme: &Programme) {
    let below = |part: &str| format!("{}/{part}", paths::HANDSET);
    service
        .app_data(Data::new(programme.clone()))
        .route(paths::HANDSET, get().to(show))
        .route(&below("text"), post().to(send_text))
        .route(&below("dial"), post().to(begin_call))
        .route(&below("key"), post().to(press))
        .route(&below("hang-up"), post().to(end_call))
        .route(assets::PATH, get().to(asset));
}

async fn asset(file: Path<String>) -> HttpResponse {
    match assets::find(&file) {
        Some(asset) => page::asset(asset.content_type, asset.content),
        None => HttpResponse::NotFound().finish(),
    }
}

async fn show(desk: Desk, fields: Query<Fields>) -> HttpResponse {
    let (stand, problem) = Stand::read(&fields);
    desk.answer(stand, problem, "").await
}

async fn send_text(desk: Desk, fields: Form<Fields>) -> HttpResponse {
    let (stand, problem) = Stand::read(&fields);
    let words = fields.words.trim();
    if let Some(problem) = problem.or_else(|| problem_of(words)) {
        return desk.answer(stand, Some(problem), &fields.words).await;
    }
    match text(&desk.context, &stand.number(), words).await {
        Ok(took) => desk.go_on(Stand { took: u32::try_from(took.as_millis()).ok(), ..stand }, "texts").await,
        Err(error) => desk.failed(stand, error, "words", &fields.words).await,
    }
}

async fn begin_call(desk: Desk, fields: Form<Fields>) -> HttpResponse {
    let (stand, problem) = Stand::read(&fields);
    match problem {
        Some(problem) => desk.answer(stand, Some(problem), "").await,
        None => desk.call(stand).await,
    }
}

/// A key writes on the line; Send hands the line over, as an answer in a call and as a number to dial without one.
async fn press(desk: Desk, fields: Form<Fields>) -> HttpResponse {
    let (stand, problem) = Stand::read(&fields);
    if let Some(problem) = problem {
        return desk.answer(stand, Some(problem), "").await;
    }
    match (&fields.key, stand.call) {
        (Some(key), _) => {
            let line = desk.written(&stand, key);
            desk.go_on(Stand { line: Some(line), took: None, ..stand }, "call").await
        }
        (None, Some(call)) => desk.reply(stand, call).await,
        (None, None) => desk.call(stand).await,
    }
}

/// In a call it ends it; without one it clears the line.
async fn end_call(desk: Desk, fields: Form<Fields>) -> HttpResponse {
    let (stand, _) = Stand::read(&fields);
    let ended = match stand.call {
        Some(call) => hang_up(&desk.context, &stand.number(), &call).await,
        None => Ok(()),
    };
    match ended {
        Ok(()) => {
            let line = stand.call.is_none().then(String::new);
            desk.go_on(Stand { line, ..stand.idle() }, "call").await
        }
        Err(error) => desk.failed(stand, error, "line", "").await,
    }
}

fn problem_of(words: &str) -> Option<Problem> {
    let letters = words.chars().count();
    match letters {
        0 => Some(Problem::new("words", "Enter a text.")),
        _ if letters > TEXT_LIMIT => {
            let surplus = letters - TEXT_LIMIT;
            Some(Problem::new("words", format!("The text is longer than 6 SMS pages. Remove {surplus} letters.")))
        }
        _ => None,
    }
}

/// What every handler needs, and in which form its caller wants to be answered.
struct Desk {
    context: Data<Context>,
    programme: Data<Programme>,
    wants_json: bool,
}

impl FromRequest for Desk {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Desk {
    /// A form that another site's page sent is refused: an open page of this machine is no toy of the web.
    fn of(request: &HttpRequest) -> Result<Self, actix_web::Error> {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if request.method() == Method::POST && !matches!(header("sec-fetch-site"), "" | "same-origin" | "none") {
            return Err(ErrorForbidden(
                "This form was sent by another page. Open the handset and send it from there.\n",
            ));
        }
        let (Some(context), Some(programme)) =
            (request.app_data::<Data<Context>>(), request.app_data::<Data<Programme>>())
        else {
            return Err(ErrorInternalServerError("the handset was not set up\n"));
        };
        let wants_json = header(ACCEPT.as_str()).contains("application/json");
        Ok(Self { context: context.clone(), programme: programme.clone(), wants_json })
    }

    /// Dials what stands on the line.
    async fn call(&self, stand: Stand) -> HttpResponse {
        let code = self.programme.ussd_code.as_str();
        let dialled: String = stand.line.iter().flat_map(|line| line.chars()).filter(|c| !c.is_whitespace()).collect();
        let problem = match dialled.as_str() {
            "" => Problem::new("line", format!("Enter {code} to dial it.")),
            dialled if dialled == code => {
                let call = Call::begin(&self.context);
                return self.turn(Stand { call: Some(call), line: None, ..stand.idle() }, call, stand).await;
            }
            dialled => Problem::new("line", format!("Nothing answers {}. Dial {code}.", shortened(dialled))),
        };
        self.answer(Stand { line: Some(dialled), ..stand.idle() }, Some(problem), "").await
    }

    /// Answers the screen of a call with what stands on the line.
    async fn reply(&self, stand: Stand, call: Call) -> HttpResponse {
        let answer = stand.line.clone().unwrap_or_default();
        let problem = match answer.chars().count() {
            0 => Problem::new("line", "Enter an answer, such as 1."),
            1..=LINE_LIMIT => return self.turn(stand.after(&answer), call, stand).await,
            letters => {
                Problem::new("line", format!("The answer is too long. Remove {} letters.", letters - LINE_LIMIT))
            }
        };
        self.answer(stand, Some(problem), "").await
    }

    /// Takes a turn, unless the network has ended the call meanwhile, which the page then says.
    async fn turn(&self, next: Stand, call: Call, before: Stand) -> HttpResponse {
        if call.left(self.context.clock().now()).is_zero() {
            return self.go_on(Stand { line: None, took: None, ..before }, "call").await;
        }
        let begun = self.context.stopwatch();
        match dial(&self.context, &next.number(), &call, &next.keys).await {
            Ok(_) => {
                let took = u32::try_from(begun.elapsed().as_millis()).ok();
                self.go_on(Stand { took, ..next }, "call").await
            }
            Err(error) => self.failed(before, error, "line", "").await,
        }
    }

    /// The line after a key: it goes on, but a line that only shows what to dial begins anew.
    fn written(&self, stand: &Stand, key: &str) -> String {
        let untouched = stand.call.is_none() && stand.line.as_deref() == Some(self.programme.ussd_code.as_str());
        let before = stand.line.as_deref().filter(|_| !untouched).unwrap_or_default();
        before.chars().chain(key.chars().take(1)).take(LINE_LIMIT).collect()
    }

    /// Done: a browser is sent to the page, a program gets what it would show.
    async fn go_on(&self, stand: Stand, part: &str) -> HttpResponse {
        if self.wants_json {
            return self.answer(stand, None, "").await;
        }
        page::see_other(&format!("{}#{part}", stand.link()))
    }

    async fn failed(&self, stand: Stand, error: HandsetError, field: &'static str, typed: &str) -> HttpResponse {
        tracing::error!("The handset could not do what was asked: {error}");
        self.show(
            StatusCode::SERVICE_UNAVAILABLE,
            stand,
            &[Problem::new(field, "Fitila could not keep that now. Try again.")],
            typed,
        )
        .await
    }

    async fn answer(&self, stand: Stand, problem: Option<Problem>, typed: &str) -> HttpResponse {
        let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        self.show(status, stand, problem.as_slice(), typed).await
    }

    async fn show(&self, status: StatusCode, stand: Stand, problems: &[Problem], typed: &str) -> HttpResponse {
        if !has_handset(&self.context) {
            return HttpResponse::NotFound()
                .body("There is no practice account: configure a gateway whose provider is simulator.\n");
        }
        let scene = match Scene::look(&self.context, &stand).await {
            Ok(scene) => scene,
            Err(error) => {
                tracing::error!("The handset could not be shown: {error}");
                return HttpResponse::ServiceUnavailable().body("Fitila cannot show the handset now. Try again.\n");
            }
        };
        if self.wants_json {
            return page::json(status, &scene.reply(&stand, problems));
        }
        let words = words_to_try(&self.context.content().rulebook);
        let around = Around { programme: &self.programme, rules: self.context.rules(), words: &words, typed, problems };
        match draw(&scene, &stand, &around) {
            Ok(drawn) => page::html(status, &assets::links().style_hash, drawn),
            Err(error) => {
                tracing::error!("The handset's page could not be drawn: {error}");
                HttpResponse::InternalServerError().body("Something went wrong here. What was sent is kept.\n")
            }
        }
    }
}

fn shortened(dialled: &str) -> String {
    dialled.chars().take(24).collect()
}
