// SPDX-License-Identifier: GPL-3.0-only

//! The accounts on the chain: any number of contributors, and the actors whose transactions fill the blocks. Each
//! account is derived from a role and an index, so nothing has to be stored.

use codec::Encode;
use openledger_primitives::ModelId;
use openledger_runtime::AccountId;
use polkadot_sdk::{
    sp_core::{sr25519, Pair},
    sp_io::hashing::{blake2_256, twox_64},
    sp_runtime::traits::IdentifyAccount,
    sp_runtime::MultiSigner,
};

/// The numbers of operators and models in the realistic workloads.
pub const REALISTIC_OPERATORS: u32 = 100;
pub const REALISTIC_MODELS: u32 = 1_000;
/// The number of models that each of these operators offers for one-shot payments.
pub const OFFERS: u32 = REALISTIC_MODELS / REALISTIC_OPERATORS;
/// The number of vouchers in a transaction.
pub const BATCH: u32 = pallet_inference::MAX_VOUCHERS;

/// The numbers of accounts by role.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    /// Contributors: each has an account, an accepted contribution, a share of the datanet and a channel. They send no
    /// transactions.
    pub contributors: u32,
    /// Actors: contributors with two more channels, which sign the transactions and vouchers of the blocks.
    pub actors: u32,
    /// The number of actors that have a channel with an operator of their own, which runs a model of its own.
    pub independent: u32,
}

impl Cast {
    /// Enough actors for a full block of any workload.
    pub fn full(contributors: u32) -> Self {
        Self { contributors, actors: 48 * BATCH, independent: 16 * BATCH }
    }

    /// Enough actors for a smoke test.
    pub fn quick(contributors: u32) -> Self {
        Self { contributors, actors: 2 * BATCH, independent: BATCH }
    }

    /// The number of operators: one for each independent actor, those of the realistic workload, and one that has a
    /// workload alone.
    pub fn operators(&self) -> u32 {
        self.independent + REALISTIC_OPERATORS + 1
    }

    /// The operator of an independent actor.
    pub fn own_operator(&self, actor: u32) -> Key {
        operator(actor)
    }

    /// An operator of the realistic workload.
    pub fn realistic_operator(&self, index: u32) -> Key {
        operator(self.independent + index % REALISTIC_OPERATORS)
    }

    /// The operator that has a workload alone.
    pub fn single_operator(&self) -> Key {
        operator(self.independent + REALISTIC_OPERATORS)
    }

    /// The operator of an actor's channel in the realistic workload. All actors of a batch share it, since operators
    /// submit their own vouchers. Few operators have most of the batches.
    pub fn chosen_operator(&self, actor: u32) -> Key {
        self.realistic_operator(Skew::new(REALISTIC_OPERATORS).pick(("operator", actor / BATCH)))
    }

    /// The number of registered models.
    pub fn models(&self) -> u32 {
        self.independent.max(REALISTIC_MODELS)
    }
}

/// The model of an index. The model of the genesis state comes before them.
pub fn model(index: u32) -> ModelId {
    ModelId(1 + index)
}

/// The model of an offer of an operator in the realistic workload.
pub fn offered_model(operator: u32, offer: u32) -> ModelId {
    model(operator % REALISTIC_OPERATORS * OFFERS + offer % OFFERS)
}

/// A key and the account it controls.
pub struct Key {
    pub pair: sr25519::Pair,
    pub account: AccountId,
}

fn key(role: &str, index: u32) -> Key {
    let pair = sr25519::Pair::from_seed(&seed(role, index));
    let account = MultiSigner::from(pair.public()).into_account();
    Key { pair, account }
}

fn seed(role: &str, index: u32) -> [u8; 32] {
    blake2_256(&(role, index).encode())
}

/// The signer of transactions and vouchers.
pub fn actor(index: u32) -> Key {
    key("actor", index)
}

/// The agent of an actor, for its channel with its own operator or for that of the realistic workload.
pub fn agent(actor: u32) -> Key {
    key("agent", actor)
}

/// An operator.
fn operator(index: u32) -> Key {
    key("operator", index)
}

/// The account that submits vouchers of others.
pub fn relayer() -> Key {
    key("relayer", 0)
}

/// The account that owns the models and funds the datanet.
pub fn owner() -> Key {
    key("owner", 0)
}

/// An account with a share of the datanet and a channel. It signs nothing, so it needs no key.
pub fn contributor(index: u32) -> AccountId {
    AccountId::from(seed("contributor", index))
}

/// An account that receives transfers.
pub fn recipient(index: u32) -> AccountId {
    AccountId::from(seed("recipient", index))
}

/// A skewed choice: the n-th of many is picked in proportion to 1/n (Zipf's law), the same one for the same seed.
pub struct Skew {
    sums: Vec<u64>,
}

impl Skew {
    pub fn new(many: u32) -> Self {
        let weights = (1..=u64::from(many)).map(|n| 1_000_000_000 / n);
        let sums = weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    pub fn pick(&self, seed: impl Encode) -> u32 {
        let total = self.sums.last().copied().unwrap_or(1);
        let at = u64::from_le_bytes(twox_64(&seed.encode())) % total;
        self.sums.partition_point(|sum| *sum <= at) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn few_should_get_most() {
        let skew = Skew::new(100);
        let mut counts = [0u32; 100];
        for seed in 0..100_000u32 {
            counts[skew.pick(seed) as usize] += 1;
        }
        // The sum of 1/n for n up to 100 is 5.19.
        assert!((18_500..20_100).contains(&counts[0]), "{counts:?}");
        assert!((9_000..10_300).contains(&counts[1]), "{counts:?}");
        assert!((120..280).contains(&counts[99]), "{counts:?}");
        assert_eq!(skew.pick(7u32), skew.pick(7u32));
    }

    #[test]
    fn nobody_should_be_somebody_else() {
        let cast = Cast::quick(10);
        let mut accounts: Vec<_> = (0..cast.operators()).map(|index| operator(index).account).collect();
        accounts.extend((0..cast.actors).flat_map(|index| [actor(index).account, agent(index).account]));
        accounts.extend((0..cast.contributors).map(contributor));
        accounts.extend((0..cast.actors).map(recipient));
        accounts.extend([relayer().account, owner().account]);
        let different: BTreeSet<_> = accounts.iter().collect();
        assert_eq!(different.len(), accounts.len());
    }

    #[test]
    fn the_shapes_should_not_share_operators() {
        let cast = Cast::quick(10);
        let realistic: BTreeSet<_> =
            (0..REALISTIC_OPERATORS).map(|index| cast.realistic_operator(index).account).collect();
        let own: BTreeSet<_> = (0..cast.independent).map(|index| cast.own_operator(index).account).collect();
        assert_eq!(realistic.len() as u32, REALISTIC_OPERATORS);
        assert!(realistic.is_disjoint(&own));
        assert!(!realistic.contains(&cast.single_operator().account) && !own.contains(&cast.single_operator().account));
    }

    #[test]
    fn the_actors_of_a_batch_should_have_one_operator() {
        let cast = Cast::full(10);
        for batch in [0, 1, 7] {
            let first = cast.chosen_operator(batch * BATCH).account;
            assert_eq!(first, cast.chosen_operator(batch * BATCH + BATCH - 1).account);
        }
    }
}
