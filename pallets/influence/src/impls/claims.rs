// SPDX-License-Identifier: Apache-2.0

//! Claims, and the end of an era.

use crate::{place_of, Config, EraRootsOf, Error, Event, HoldReason, Opened, PaidLeaves, Pallet, ProvenLeafOf, Roots};
use frame::{
    arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding},
    prelude::*,
};
use openledger_primitives::{
    influence::{EraRevenue, MAX_DEPTH},
    traits::EraClock,
    Balance, DatanetId, Era,
};

/// A claim that can be paid.
pub(crate) struct Claim<T: Config> {
    roots: EraRootsOf<T>,
    /// The place of the root among those that stand.
    place: usize,
    opened: Opened,
    attributor: T::AccountId,
    /// The contributor's amount, in planck.
    pub(crate) amount: Balance,
    /// The attributor's, in planck.
    fee: Balance,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_claim(datanet: DatanetId, era: Era, proven: ProvenLeafOf<T>) -> DispatchResult {
        let Claim { mut roots, place, mut opened, attributor, amount, fee } = Self::priced(datanet, era, &proven)?;
        if roots.opened.is_none() {
            // Roots that are void or refuted do not come back.
            for (other, posted) in core::mem::take(&mut roots.posted).into_iter().enumerate() {
                if other == place {
                    roots.posted.try_push(posted).map_err(|_| Error::<T>::TooManyRoots)?;
                } else {
                    posted.deposit.release::<T::Currency>(&HoldReason::RootDeposit.into())?;
                }
            }
            let (attributor, total) = (attributor.clone(), opened.total);
            Self::deposit_event(Event::ClaimsOpened { datanet, era, attributor, total });
        }
        let index = proven.proof.index;
        let (chunk, word, bit) = place_of(index);
        PaidLeaves::<T>::try_mutate((datanet, era, chunk), |bits| {
            let word = bits.get_mut(word).ok_or(Error::<T>::InvalidProof)?;
            *word |= 1u128.wrapping_shl(bit);
            Ok::<_, DispatchError>(())
        })?;
        opened.paid = opened.paid.ensure_add(amount)?.ensure_add(fee)?;
        roots.opened = Some(opened);
        Roots::<T>::insert(datanet, era, roots);
        let contributor = proven.leaf.contributor;
        T::Revenue::credit(datanet, era, &[(contributor.clone(), amount), (attributor.clone(), fee)])?;
        Self::deposit_event(Event::Claimed { datanet, era, index, contributor, amount, attributor, fee });
        Ok(())
    }

    /// The amounts of a claim, if it can be paid now.
    pub(crate) fn priced(datanet: DatanetId, era: Era, proven: &ProvenLeafOf<T>) -> Result<Claim<T>, DispatchError> {
        let roots = Roots::<T>::get(datanet, era).ok_or(Error::<T>::RootNotFound)?;
        ensure!(roots.closed.is_none(), Error::<T>::EraIsClosed);
        ensure!(T::Eras::current_era() > Self::window_end(roots.last), Error::<T>::WindowRunning);
        let place = Self::single_root(datanet, &roots).ok_or(Error::<T>::NoSingleRoot)?;
        let posted = roots.posted.get(place).ok_or(Error::<T>::NoSingleRoot)?;
        ensure!(proven.leaf.depth <= MAX_DEPTH && proven.is_in(&posted.root), Error::<T>::InvalidProof);
        let index = proven.proof.index;
        ensure!(!posted.struck.contains(&index), Error::<T>::LeafIsStruck);
        ensure!(!Self::is_paid(datanet, era, index), Error::<T>::AlreadyClaimed);

        let opened = roots.opened.unwrap_or_else(|| Opened { total: T::Revenue::amount(datanet, era), paid: 0 });
        let (weight, sum) = (proven.leaf.weight, posted.root.node.sum);
        let whole = multiply_by_rational_with_rounding(opened.total, weight, sum, Rounding::Down)
            .ok_or(ArithmeticError::Overflow)?
            .min(roots.most.mul_floor(opened.total));
        let fee = roots.attributor.mul_floor(whole);
        let amount = whole.ensure_sub(fee)?;
        let attributor = posted.attributor.clone();
        Ok(Claim { roots, place, opened, attributor, amount, fee })
    }

    /// Whether the leaf at `index` is paid.
    pub(crate) fn is_paid(datanet: DatanetId, era: Era, index: u32) -> bool {
        let (chunk, word, bit) = place_of(index);
        let bits = PaidLeaves::<T>::get((datanet, era, chunk));
        bits.get(word).is_some_and(|word| word & 1u128.wrapping_shl(bit) != 0)
    }

    /// Close an era, and remove up to `chunks` of its records. Returns how many were removed.
    pub(crate) fn do_close(datanet: DatanetId, era: Era, chunks: u32) -> Result<u32, DispatchError> {
        let now = T::Eras::current_era();
        let Some(mut roots) = Roots::<T>::get(datanet, era) else {
            ensure!(now > era.saturating_add(T::PostEras::get()), Error::<T>::TooEarly);
            let released = T::Revenue::release(datanet, era)?;
            ensure!(released > 0, Error::<T>::NothingToClose);
            Self::deposit_event(Event::EraClosed { datanet, era, released });
            return Ok(0);
        };
        let before = match roots.closed {
            Some(removed) => removed,
            None => {
                ensure!(Self::can_close(datanet, &roots, now), Error::<T>::TooEarly);
                let released = T::Revenue::release(datanet, era)?;
                Self::deposit_event(Event::EraClosed { datanet, era, released });
                0
            }
        };
        let all = roots.chunks();
        let after = before.saturating_add(chunks).min(all);
        for chunk in before..after {
            // Read before it is removed: the new root also needs the proof of a key that is only written.
            PaidLeaves::<T>::take((datanet, era, chunk));
        }
        if after < all {
            roots.closed = Some(after);
            Roots::<T>::insert(datanet, era, roots);
        } else {
            for posted in roots.posted {
                posted.deposit.release::<T::Currency>(&HoldReason::RootDeposit.into())?;
            }
            Roots::<T>::remove(datanet, era);
        }
        // Never negative.
        Ok(after.saturating_sub(before))
    }

    /// Whether an era with roots can be closed: its windows are over, and it has no single root or its claims are over.
    fn can_close(datanet: DatanetId, roots: &EraRootsOf<T>, now: Era) -> bool {
        let challenged = Self::window_end(roots.last);
        let claimed = challenged.saturating_add(T::RetentionEras::get());
        now > claimed || (now > challenged && Self::single_root(datanet, roots).is_none())
    }
}
