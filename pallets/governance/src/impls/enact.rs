// SPDX-License-Identifier: Apache-2.0

//! The enactment of a fee split and the rules that it has to keep.

use crate::{Config, Error, Event, Pallet, RecentFeeSplits, Versions};
use frame::{deps::frame_support::storage::unhashed, prelude::*};
use openledger_primitives::{runtime_api::FeeSplitVersion, traits::EraClock, FeeSplit, SplitVersion};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_fee_split(split: FeeSplit) -> DispatchResult {
        let era = T::Eras::current_era();
        let versions = Versions::<T>::get();
        let recent = versions.recent;
        let current = recent.current;

        // Exactness first, because it makes every part at most 100 %.
        ensure!(split.is_exact(), Error::<T>::FeeSplitNotExact);
        ensure!(split != current.split, Error::<T>::Unchanged);
        ensure!(recent.next(era).is_none(), Error::<T>::ChangePending);
        ensure!(!recent.previous_accepted(era), Error::<T>::GracePeriodRunning);
        Self::ensure_allowed(&split)?;
        Self::ensure_step(&current.split, &split)?;

        let version = current.version.ensure_add(1)?;
        let effective_from = era.ensure_add(1)?;
        // A grace period that would reach beyond the last era of the type ends with it.
        let previous_until = effective_from.saturating_add(T::GracePeriod::get());
        let enacted = FeeSplitVersion { version, split, effective_from };
        Versions::<T>::put(versions.followed_by(enacted, previous_until));
        Self::deposit_event(Event::FeeSplitEnacted { version, old: current.split, split, effective_from });
        Ok(())
    }

    /// Check that `split` is exact and inside the bounds.
    pub(crate) fn ensure_allowed(split: &FeeSplit) -> Result<(), Error<T>> {
        let bounds = T::Bounds::get();
        ensure!(split.is_exact(), Error::FeeSplitNotExact);
        ensure!(split.contributors >= bounds.min_contributors, Error::ContributorsTooLow);
        ensure!(split.treasury <= bounds.max_treasury, Error::TreasuryTooHigh);
        ensure!(split.burn >= bounds.min_burn, Error::BurnTooLow);
        Ok(())
    }

    fn ensure_step(old: &FeeSplit, new: &FeeSplit) -> Result<(), Error<T>> {
        let max_step = T::Bounds::get().max_step.deconstruct();
        let allowed =
            old.weights().into_iter().zip(new.weights()).all(|(before, after)| before.abs_diff(after) <= max_step);
        ensure!(allowed, Error::StepTooLarge);
        Ok(())
    }

    /// The last two versions. The stored value begins with them, and the rest is not decoded for a payment.
    pub(crate) fn recent() -> RecentFeeSplits {
        unhashed::get(&Versions::<T>::hashed_key()).unwrap_or_default()
    }

    /// The split under which a payment settles now. See [`RecentFeeSplits::accepted`].
    pub(crate) fn accepted(version: Option<SplitVersion>) -> Option<FeeSplitVersion> {
        Self::recent().accepted(version, T::Eras::current_era()).copied()
    }
}
