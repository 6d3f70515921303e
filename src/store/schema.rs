//! The tables, as both databases have them. Migrations make them; this file only names them.

diesel::table! {
    meta (name) { name -> Text, value -> Binary, }
}

diesel::table! {
    subscribers (id) {
        id -> Binary,
        number_index -> Binary,
        number_sealed -> Nullable<Binary>,
        standing -> Text,
        topics -> Text,
        language -> Nullable<Text>,
        language_how -> Nullable<Text>,
        quiet -> Bool,
        hours -> Nullable<Text>,
        age_band -> Nullable<Text>,
        role -> Nullable<Text>,
        area -> Nullable<Text>,
        network -> Nullable<Text>,
        account -> Nullable<Text>,
        group_name -> Nullable<Text>,
        joined_at -> Nullable<BigInt>,
        paused_until -> Nullable<BigInt>,
        practice -> Bool,
        unreachable -> Bool,
        talk_sealed -> Nullable<Binary>,
        created_at -> BigInt,
        updated_at -> BigInt,
        left_topics -> Text,
        adult_agreement -> Bool,
    }
}

diesel::table! {
    consent_events (id) {
        id -> Binary,
        subscriber_id -> Binary,
        change -> Text,
        topics -> Text,
        how_sealed -> Binary,
        wording_key -> Nullable<Text>,
        wording_locale -> Nullable<Text>,
        wording_version -> Nullable<Text>,
        originated_id -> Nullable<Binary>,
        at -> BigInt,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    originated (id) {
        id -> Binary,
        account -> Text,
        dedupe_key -> Binary,
        subscriber_id -> Binary,
        body_sealed -> Nullable<Binary>,
        sent_at -> Nullable<BigInt>,
        received_at -> BigInt,
    }
}

diesel::table! {
    ussd_sessions (id) {
        id -> Binary,
        session_key -> Binary,
        subscriber_id -> Binary,
        state_sealed -> Binary,
        ended -> Bool,
        opened_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    campaigns (id) {
        id -> BigInt,
        name -> Text,
        message_key -> Text,
        audience -> Text,
        at -> BigInt,
        expires_after -> BigInt,
        state -> Text,
        created_by -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
        acceptance -> Nullable<Text>,
    }
}

diesel::table! {
    broadcasts (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        topic -> Text,
        account -> Text,
        resume_after -> Binary,
        frozen -> Bool,
        excluded -> Text,
        expires_at -> BigInt,
        launched_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    broadcast_texts (id) {
        id -> BigInt,
        broadcast_id -> BigInt,
        locale -> Text,
        quiet -> Bool,
        seal_id -> Binary,
        text_sealed -> Binary,
        segments -> Integer,
        withheld -> Bool,
    }
}

diesel::table! {
    outbox (id) {
        id -> Binary,
        account -> Text,
        subscriber_id -> Binary,
        broadcast_id -> Nullable<BigInt>,
        text_id -> Nullable<BigInt>,
        originated_id -> Nullable<Binary>,
        text_sealed -> Nullable<Binary>,
        segments -> Integer,
        urgency -> Integer,
        state -> Text,
        reason -> Nullable<Text>,
        external_id -> Nullable<Text>,
        attempt -> Integer,
        fence -> BigInt,
        lease_until -> Nullable<BigInt>,
        due_at -> BigInt,
        expires_at -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        series -> Nullable<Text>,
        step -> Nullable<Text>,
        topic -> Nullable<Text>,
    }
}

diesel::table! {
    enrolments (subscriber_id, series) {
        subscriber_id -> Binary,
        series -> Text,
        state -> Text,
        next_step -> Integer,
        day -> Text,
        due_at -> BigInt,
        last_at -> Nullable<BigInt>,
        resting_until -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    series_acceptances (id) {
        id -> Binary,
        series -> Text,
        locale -> Text,
        versions -> Text,
        accepted_by -> Text,
        accepted_at -> BigInt,
    }
}

diesel::table! {
    receipts (id) {
        id -> Binary,
        account -> Text,
        external_id -> Text,
        status -> Text,
        evidence -> Nullable<Text>,
        reason -> Nullable<Text>,
        matched -> Bool,
        at -> BigInt,
    }
}

diesel::table! {
    ledger_counts (month, account, broadcast_id, state) {
        month -> Text,
        account -> Text,
        broadcast_id -> BigInt,
        state -> Text,
        messages -> BigInt,
        segments -> BigInt,
    }
}

diesel::table! {
    staff (id) {
        id -> Binary,
        email -> Text,
        name -> Text,
        roles -> Text,
        languages -> Text,
        phone_index -> Nullable<Binary>,
        phone_sealed -> Nullable<Binary>,
        on_duty -> Bool,
        active -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    audit (place) {
        place -> BigInt,
        id -> Binary,
        at -> BigInt,
        actor -> Text,
        action -> Text,
        subject -> Text,
        detail_sealed -> Nullable<Binary>,
        hash -> Binary,
    }
}

diesel::table! {
    cases (id) {
        id -> Binary,
        label -> Text,
        kind -> Text,
        state -> Text,
        subscriber_id -> Nullable<Binary>,
        account -> Nullable<Text>,
        locale -> Text,
        assigned_to -> Nullable<Binary>,
        opened_at -> BigInt,
        last_in_at -> BigInt,
        last_out_at -> Nullable<BigInt>,
        window_until -> Nullable<BigInt>,
        wait_due_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        updated_at -> BigInt,
    }
}

diesel::table! {
    case_entries (id) {
        id -> Binary,
        case_id -> Binary,
        author -> Text,
        staff_id -> Nullable<Binary>,
        what -> Text,
        body_sealed -> Nullable<Binary>,
        at -> BigInt,
    }
}

diesel::table! {
    alerts (id) {
        id -> Binary,
        case_id -> Binary,
        cause -> Text,
        state -> Text,
        rung -> Integer,
        next_at -> Nullable<BigInt>,
        repeats -> Integer,
        raised_at -> BigInt,
        last_at -> BigInt,
        acknowledged_at -> Nullable<BigInt>,
        acknowledged_by -> Nullable<Binary>,
        updated_at -> BigInt,
    }
}

diesel::table! {
    notices (id) {
        id -> Binary,
        alert_id -> Binary,
        staff_id -> Binary,
        rung -> Integer,
        way -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        attempt -> Integer,
        fence -> BigInt,
        lease_until -> Nullable<BigInt>,
        due_at -> BigInt,
        terminated_id -> Nullable<Binary>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    covers (subscriber_id) {
        subscriber_id -> Binary,
        word_key -> Binary,
        plan_sealed -> Nullable<Binary>,
        set_by -> Text,
        set_at -> BigInt,
        review_by -> BigInt,
        last_seen_at -> Nullable<BigInt>,
        updated_at -> BigInt,
    }
}

diesel::table! {
    trainings (id) {
        id -> BigInt,
        code -> Text,
        title -> Text,
        place -> Text,
        issuer -> Text,
        audience -> Text,
        starts -> Text,
        closes -> Text,
        closes_at -> BigInt,
        cost -> BigInt,
        seats -> Nullable<BigInt>,
        checked -> Text,
        state -> Text,
        acceptance -> Nullable<Text>,
        checks -> BigInt,
        created_by -> Text,
        resume_after -> Binary,
        scan_at -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    training_interests (id) {
        id -> Binary,
        training_id -> BigInt,
        subscriber_id -> Binary,
        state -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    code_guesses (day, subscriber_id) {
        day -> Text,
        subscriber_id -> Binary,
        wrong -> BigInt,
        braked -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    meta,
    subscribers,
    consent_events,
    originated,
    ussd_sessions,
    campaigns,
    broadcasts,
    broadcast_texts,
    outbox,
    receipts,
    enrolments,
    series_acceptances,
    ledger_counts,
    staff,
    audit,
    cases,
    case_entries,
    alerts,
    notices,
    covers,
    trainings,
    training_interests,
    code_guesses
);

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    enrolments::series,
    enrolments::state,
    enrolments::next_step,
    subscribers::language,
    subscribers::quiet,
);
