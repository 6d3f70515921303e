//! One verb per file: load, ask the core, apply, in one write. Every entry point comes through here.

mod clock;
mod random;
mod context;
mod roster;
mod audit;
mod hand_on;
mod staff;
mod enrol;
mod staff_handset;
mod inquire;
mod scene;
mod tell_holder;
mod new_case;
mod open_case;
mod page_leads;
mod watch_reveals;
mod silent;
mod apply;
mod opt_out;
mod take_alert;
mod answer_case;
mod read_case;
mod case_work;
mod tend_cases;
mod staff_message;
mod receive_message;
mod dial_session;
mod receive_receipt;
mod accept_request;
mod line;
mod unanswered;
mod send_due;
mod settle;
mod plan_campaign;
mod launch_broadcast;
mod escalate_alerts;
mod show_alerts;
mod send_mail;
mod announce;
mod judge_training;
mod post_training;
mod tend_training;
mod accept_series;
mod advance_series;
mod enrol_known;
mod show_series;
mod clear;
mod tidy;
mod retention;
mod import_people;
mod show_person;
mod export_person;
mod erase_person;
mod cover;
mod health;
mod examine;
pub mod handset;

pub use accept_request::accept_request;
pub use accept_series::{SeriesError, accept_series};
pub use advance_series::advance_series;
pub use announce::announce_trainings;
pub use answer_case::{CaseError, Words, ready_answers};
pub use audit::{Logged, Named, Proof, actor, list_audit, log_head, note, roles_of, still_holds, verify_audit};
pub use case_work::{
    CASES_LISTED, CaseLine, CaseView, Reason, ReasonError, Worked, close_case, language_of_case, list_cases, note_case,
    reply_case, reveal_number, show_case, take_case,
};
pub use clock::{Clock, Stopwatch};
pub use context::{Contents, Context, Parts, Rules};
pub use cover::{Agreement, CoverError, Review, list_covers, retire_cover, set_cover};
pub use dial_session::{Screen, dial_session, end_session};
pub use enrol_known::enrol_known;
pub use erase_person::{Erasure, Rest, erase_person};
pub use escalate_alerts::escalate_alerts;
pub use examine::{Examined, Patient, Verdict, examine};
pub use export_person::{Export, Spoken, export_person};
pub use health::{Health, ready};
pub use import_people::{FileError, Mode, Refusal, Report, import_people};
pub use judge_training::{TrainingError, is_heard_in_time};
pub use launch_broadcast::{Progress, advance_campaigns};
pub use line::{Allowance, Line, Lines};
pub use opt_out::opt_out;
pub use plan_campaign::{
    Accepting, CampaignError, PlanRequest, Preview, PreviewRow, Unanswered, Watched, cancel_campaign, list_campaigns,
    plan_campaign, preview_campaign, show_campaign,
};
pub use post_training::post_training;
pub use random::{Random, key_bytes};
pub use receive_message::{Received, receive_message};
pub use receive_receipt::receive_receipt;
pub use retention::{Found, Period, Rule, Run, TABLE, forget_dialogues, keep_retention, keep_retention_nightly};
pub use roster::refresh_roster;
pub use send_due::{Call, Room, claim, submit};
pub use send_mail::{claim_mail, send_mail};
pub use settle::{learn, settle};
pub use show_alerts::{AlertLine, NotACarer, count_long_waiting, list_alerts};
pub use show_person::{Record, show_person};
pub use show_series::{LanguageView, SeriesView, list_series, show_series};
pub use staff::{Change, Phone, StaffError, add_staff, change_staff, disable_staff, has_lead, list_staff};
pub use tend_cases::tend_cases;
pub use tend_training::{
    CallList, ListedTraining, PostedTraining, call_back, close_training, list_trainings, show_training,
};
pub use tidy::{measure, take_over, tidy};
