// SPDX-License-Identifier: Apache-2.0

//! The queue of contributions that wait for reviews, for clients.

use crate::{
    Config, Contributions, Datanets, NextContributionId, Pallet, Reviews, Status, MAX_QUEUE_PAGE, MAX_QUEUE_SCAN,
};
use frame::prelude::*;
use openledger_primitives::{
    runtime_api::{PendingReview, ReviewQueue},
    traits::EraClock,
    ContributionId, DatanetId,
};

impl<T: Config> Pallet<T> {
    /// A page of the contributions of `datanet`, by their ids from `from` on, that wait for reviews now.
    ///
    /// Ids are of one sequence for all datanets, so a page can be short, or empty, and not the last: it ends after
    /// `limit` contributions, at most [`MAX_QUEUE_PAGE`], or [`MAX_QUEUE_SCAN`] ids. A datanet without a pending
    /// contribution costs one read.
    pub(crate) fn queue(datanet: DatanetId, from: ContributionId, limit: u32) -> Option<ReviewQueue> {
        let waiting = Datanets::<T>::get(datanet)?.counts.pending;
        let (now, end) = (T::Eras::current_era(), NextContributionId::<T>::get().0);
        let last_page = |pending| ReviewQueue { pending, next: end, more: false };
        let mut pending = alloc::vec::Vec::new();
        if waiting == 0 {
            return Some(last_page(pending));
        }
        let limit: usize = limit.clamp(1, MAX_QUEUE_PAGE).unique_saturated_into();
        let stop = from.0.saturating_add(MAX_QUEUE_SCAN);
        for id in from.0..end {
            if pending.len() == limit || id == stop {
                return Some(ReviewQueue { pending, next: id, more: true });
            }
            let Some(record) = Contributions::<T>::get(ContributionId(id)) else { continue };
            let Status::Pending(terms) = record.status else { continue };
            if record.datanet != datanet || now > terms.until {
                continue;
            }
            pending.push(PendingReview {
                contribution: id,
                submitted: record.era,
                until: terms.until,
                // At most 15.
                reviews: Reviews::<T>::decode_len(ContributionId(id)).unwrap_or_default().unique_saturated_into(),
                needed: terms.reviews.into(),
            });
        }
        Some(last_page(pending))
    }
}
