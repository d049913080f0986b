// SPDX-License-Identifier: Apache-2.0

//! The key that signs receipts and acceptances for an operator, so that the key of the bond need not be on a server.

use crate::{
    pallet::{Config, Error, Event, Operators, Pallet, SignersOf},
    types::Signers,
};
use alloc::{vec, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{traits::OperatorSigner, Era};

impl<T: Config> Pallet<T> {
    /// Let `signer` sign for the operator `who` from now on.
    pub(crate) fn do_set_signer(who: T::AccountId, signer: T::AccountId) -> DispatchResult {
        ensure!(Operators::<T>::contains_key(&who), Error::<T>::OperatorNotFound);
        let Signers { signer: old, mut earlier } = Self::signers_of(&who);
        ensure!(signer != old, Error::<T>::SignerUnchanged);
        let era = Self::era();
        // A signer that comes back counts for every era.
        earlier.retain(|(account, replaced)| *account != signer && Self::is_remembered(*replaced, era));
        earlier.try_push((old.clone(), era)).map_err(|_| Error::<T>::TooManySigners)?;
        SignersOf::<T>::insert(&who, Signers { signer: signer.clone(), earlier });
        Self::deposit_event(Event::SignerSet { operator: who, old, signer });
        Ok(())
    }

    /// Whether a receipt of the era in which a signer was replaced can still be reported.
    fn is_remembered(replaced: Era, era: Era) -> bool {
        era < replaced.saturating_add(T::DisputeEras::get())
    }

    fn signers_of(operator: &T::AccountId) -> Signers<T::AccountId> {
        SignersOf::<T>::get(operator)
            .unwrap_or_else(|| Signers { signer: operator.clone(), earlier: BoundedVec::default() })
    }
}

impl<T: Config> OperatorSigner<T::AccountId> for Pallet<T> {
    fn signer(operator: &T::AccountId) -> T::AccountId {
        Self::signers_of(operator).signer
    }

    fn signs(operator: &T::AccountId, era: Era) -> Vec<T::AccountId> {
        let Signers { signer, earlier } = Self::signers_of(operator);
        let mut signers = vec![signer];
        // They are removed from storage only when the signer changes again. Until then a key that leaked would go on
        // convicting the operator.
        let now = Self::era();
        let binds = |replaced: Era| replaced >= era && Self::is_remembered(replaced, now);
        signers.extend(earlier.into_iter().filter(|(_, replaced)| binds(*replaced)).map(|(account, _)| account));
        signers
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn fill_signers(operator: &T::AccountId, last: &T::AccountId) {
        let era = Self::era();
        let mut signers: Vec<(T::AccountId, Era)> = (1..crate::MAX_EARLIER_SIGNERS)
            .map(|seed| (frame::benchmarking::prelude::account("signer", seed, 0), era))
            .collect();
        signers.push((last.clone(), era));
        let signer = frame::benchmarking::prelude::account("signer", 0, 0);
        SignersOf::<T>::insert(operator, Signers { signer, earlier: BoundedVec::truncate_from(signers) });
    }
}
