//! Campaigns as staff plan and watch them, and the ledger of each.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::domain::campaign::{Audience, CampaignState, Counts};
use crate::domain::ids::{CampaignId, ContentKey};
use crate::domain::message::DeliveryState;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{millis, time};
use crate::store::schema::{broadcasts, campaigns, ledger_counts, outbox};

/// A campaign to be planned.
#[derive(Debug, Clone)]
pub struct NewCampaign {
    /// What staff call it.
    pub name: String,
    /// The message.
    pub message: ContentKey,
    /// Who gets it.
    pub audience: Audience,
    /// Not before this.
    pub at: Timestamp,
    /// How long after that a message may still leave.
    pub expires_after: SignedDuration,
    /// Who planned it, where that is known.
    pub created_by: Option<String>,
}

/// A campaign as it is kept.
#[derive(Debug, Clone)]
pub struct KeptCampaign {
    /// Its number.
    pub id: CampaignId,
    /// What was planned.
    pub plan: NewCampaign,
    /// Where it stands.
    pub state: CampaignState,
}

type CampaignRow = (i64, String, String, String, i64, i64, String, Option<String>);

/// Keeps a campaign and gives its number.
pub fn add(
    tx: &mut Tx<'_>,
    plan: &NewCampaign,
    state: CampaignState,
    now: Timestamp,
) -> Result<CampaignId, StoreError> {
    let audience = serde_json::to_string(&plan.audience).map_err(|_| StoreError::Unreadable("campaigns.audience"))?;
    let row = (
        campaigns::name.eq(&plan.name),
        campaigns::message_key.eq(plan.message.as_str()),
        campaigns::audience.eq(audience),
        campaigns::at.eq(millis(plan.at)),
        campaigns::expires_after.eq(i64::try_from(plan.expires_after.as_millis()).unwrap_or(i64::MAX)),
        campaigns::state.eq(state.as_str()),
        campaigns::created_by.eq(plan.created_by.as_deref()),
        campaigns::created_at.eq(millis(now)),
        campaigns::updated_at.eq(millis(now)),
    );
    let id: i64 = tx.one(diesel::insert_into(campaigns::table).values(row).returning(campaigns::id))?;
    Ok(CampaignId(id))
}

macro_rules! columns {
    () => {
        (
            campaigns::id,
            campaigns::name,
            campaigns::message_key,
            campaigns::audience,
            campaigns::at,
            campaigns::expires_after,
            campaigns::state,
            campaigns::created_by,
        )
    };
}

/// A campaign by number.
pub fn find(tx: &mut Tx<'_>, id: CampaignId) -> Result<Option<KeptCampaign>, StoreError> {
    let row: Option<CampaignRow> = tx.first(campaigns::table.find(id.0).select(columns!()))?;
    row.map(read).transpose()
}

/// All campaigns, the newest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<KeptCampaign>, StoreError> {
    let rows: Vec<CampaignRow> = tx.load(campaigns::table.order(campaigns::id.desc()).select(columns!()))?;
    rows.into_iter().map(read).collect()
}

/// Campaigns in one state, the oldest first.
pub fn in_state(tx: &mut Tx<'_>, state: CampaignState) -> Result<Vec<KeptCampaign>, StoreError> {
    let rows: Vec<CampaignRow> =
        tx.load(campaigns::table.filter(campaigns::state.eq(state.as_str())).order(campaigns::id).select(columns!()))?;
    rows.into_iter().map(read).collect()
}

/// Moves a campaign from one state to another; says whether it still was in the first.
pub fn change(
    tx: &mut Tx<'_>,
    id: CampaignId,
    from: CampaignState,
    to: CampaignState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = campaigns::table.find(id.0).filter(campaigns::state.eq(from.as_str()));
    let set = (campaigns::state.eq(to.as_str()), campaigns::updated_at.eq(millis(now)));
    Ok(tx.execute(diesel::update(row).set(set))? == 1)
}

/// The ledger of a campaign: its rows by state, and the counts of rows that are past. They add up to what was planned
/// by being the same rows.
pub fn counts(tx: &mut Tx<'_>, id: CampaignId) -> Result<Counts, StoreError> {
    let past: Vec<(String, i64)> = tx.load(
        ledger_counts::table
            .inner_join(broadcasts::table.on(ledger_counts::broadcast_id.eq(broadcasts::id)))
            .filter(broadcasts::campaign_id.eq(id.0))
            .select((ledger_counts::state, ledger_counts::messages)),
    )?;
    let rows: Vec<(String, i64)> = tx.load(
        outbox::table
            .inner_join(broadcasts::table.on(outbox::broadcast_id.eq(broadcasts::id.nullable())))
            .filter(broadcasts::campaign_id.eq(id.0))
            .group_by(outbox::state)
            .select((outbox::state, diesel::dsl::count_star())),
    )?;
    let mut counts = Counts::default();
    for (state, count) in rows.into_iter().chain(past) {
        let state = DeliveryState::parse(&state).ok_or(StoreError::Unreadable("outbox.state"))?;
        counts.add(state, u64::try_from(count).unwrap_or(0));
    }
    Ok(counts)
}

/// Withdraws what a campaign has not sent yet.
pub fn cancel_queued(tx: &mut Tx<'_>, id: CampaignId, now: Timestamp) -> Result<usize, StoreError> {
    let broadcast = broadcasts::table.filter(broadcasts::campaign_id.eq(id.0)).select(broadcasts::id.nullable());
    let queued = outbox::table
        .filter(outbox::broadcast_id.eq_any(broadcast))
        .filter(outbox::state.eq(DeliveryState::Queued.as_str()));
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some("campaign cancelled")),
        outbox::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::update(queued).set(row))?)
}

fn read(row: CampaignRow) -> Result<KeptCampaign, StoreError> {
    let (id, name, message, audience, at, expires_after, state, created_by) = row;
    let plan = NewCampaign {
        name,
        message: ContentKey::named(&message),
        audience: serde_json::from_str(&audience).map_err(|_| StoreError::Unreadable("campaigns.audience"))?,
        at: time(at, "campaigns.at")?,
        expires_after: SignedDuration::from_millis(expires_after),
        created_by,
    };
    let state = CampaignState::parse(&state).ok_or(StoreError::Unreadable("campaigns.state"))?;
    Ok(KeptCampaign { id: CampaignId(id), plan, state })
}
