//! The texts that the rules themselves say, by name.

use crate::domain::ids::ContentKey;

macro_rules! keys {
    ($($constant:ident = $name:literal),* $(,)?) => {
        $(#[doc = concat!("The text `", $name, "`.")]
        pub const $constant: ContentKey = ContentKey::known($name);)*
        /// All of them. The rulebook is refused when one of them has no text.
        pub const ALL: &[ContentKey] = &[$($constant),*];
    };
}

keys! {
    OPTIN_PROMPT = "optin_prompt",
    OPTIN_CONFIRM = "optin_confirm",
    OPTIN_DECLINED = "optin_declined",
    ALREADY_JOINED = "already_joined",
    WHO_PROMPT = "who_prompt",
    AGE_PROMPT = "age_prompt",
    AGE_UNDER13 = "age_under13",
    AGE_MINOR = "age_minor",
    CONSENT = "consent",
    GUARDIAN_PROMPT = "guardian_prompt",
    LANGUAGE_PROMPT = "language_prompt",
    LANGUAGE_SET = "language_set",
    STOP_CONFIRM = "stop_confirm",
    ALREADY_STOPPED = "already_stopped",
    START_AFTER_STOP = "start_after_stop",
    STOP_TIPS_CONFIRM = "stop_tips_confirm",
    STOP_SAFETY_CONFIRM = "stop_safety_confirm",
    STOP_TRAINING_CONFIRM = "stop_training_confirm",
    STOP_OR_HELP = "stop_or_help",
    UNKNOWN = "unknown",
    TOO_LONG = "too_long",
    ERROR = "error",
    MORE_NONE = "more_none",
    SLOW_DOWN = "slow_down",
    SESSION_OVER = "session_over",
    RESUME_PROMPT = "resume_prompt",
    CRISIS_HELP = "crisis_help",
    CRISIS_ABROAD = "crisis_abroad",
    CRISIS_HELP_DISCREET = "crisis_help_discreet",
    CHECK_ALL = "check_all",
    CHECK_AGAIN = "check_again",
    CHECK_RESULT_STOP = "check_result_stop",
    CHECK_RESULT_CAREFUL = "check_result_careful",
    CHECK_RESULT_NONE = "check_result_none",
    VERIFY_PROMPT = "verify_prompt",
    VERIFY_UNKNOWN = "verify_unknown",
    TRAINING_NONE = "training_none",
    TRAINING_PROMPT = "training_prompt",
    TRAINING_DECLINED = "training_declined",
    TRAINING_ENROLLED = "training_enrolled",
    QUIET_ON = "quiet_on",
    QUIET_OFF = "quiet_off",
    QUIET_TIP = "quiet_tip",
    QUIET_REPLY = "quiet_reply",
    QUIET_TRAINING = "quiet_training",
    HOURS_PROMPT = "hours_prompt",
    HOURS_SET = "hours_set",
    HOURS_NIGHT = "hours_night",
    HOURS_BAD = "hours_bad",
    AREA_PROMPT = "area_prompt",
    AREA_SET = "area_set",
    AREA_OFF = "area_off",
    AREA_BAD = "area_bad",
    AREA_WHICH = "area_which",
    REST_SET = "rest_set",
    REST_NONE = "rest_none",
    ERASE_PROMPT = "erase_prompt",
    ERASE_KEPT = "erase_kept",
    ERASE_DONE = "erase_done",
    BROADCAST_FOOTER = "broadcast_footer",
    DIRECTORY_ITEM = "directory_item",
}
