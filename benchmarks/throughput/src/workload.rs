// SPDX-License-Identifier: GPL-3.0-only

//! The workloads of blocks. A transaction depends only on its place among the others of its kind, and is really signed.
//! It may read the state, so it must be made where there is one.

use crate::{
    cast::{self, Cast, Key, Skew, BATCH, REALISTIC_MODELS, REALISTIC_OPERATORS},
    Result,
};
use codec::Encode;
use openledger_primitives::{
    traits::FeeSplitProvider, Balance, ChannelKey, DatanetId, ModelId, PoolId, SignedVoucher, Units, Voucher,
    VoucherAgent, MILLI_OPEN, OPEN,
};
use openledger_runtime::{
    AccountId, Address, Attribution, FeeSplits, Inference, Runtime, RuntimeCall, Signature, System,
};
use pallet_datanets::{Kind, Submission};
use polkadot_sdk::{
    pallet_balances,
    sp_core::{sr25519, Pair, H256},
    sp_io,
};

/// The datanet that all contributors share: each has a position in its pool.
pub const DATANET: DatanetId = DatanetId(0);
/// The amount of a voucher.
const AMOUNT: Balance = 10 * MILLI_OPEN;
/// The number of calls that a voucher pays for. The cost is the same for any number; this one is an example.
pub const CALLS_OF_VOUCHER: u64 = 100;
/// One of so many payers of the realistic workload has an agent that signs.
const AGENT_EVERY: u32 = 4;

/// A workload of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Inherents only: the cost of every block.
    Empty,
    /// The yardstick: each from an account of its own to another.
    Transfer,
    /// Independent vouchers: each has its own payer, operator and model. A relayer submits them with the operator's
    /// acceptance.
    SettleIndependent,
    /// The same with an agent's signature in place of the payer's.
    SettleAgents,
    /// A hundred operators submit their own vouchers, for a thousand models. Operators and models are skewed; each
    /// voucher has its own payer, and agents sign every fourth.
    SettleRealistic,
    /// One operator submits vouchers of one model, each with its own payer.
    SettleOne,
    /// One-shot payments, each with its own payer, for the operators and models of the realistic workload.
    Pay,
    /// Claims, each by another contributor of the one datanet.
    Claim,
    /// Contributions, each by another contributor.
    Contribute,
    /// New delegations, each by another account, to a hundred operators.
    Delegate,
}

impl Workload {
    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::Transfer,
        Self::SettleIndependent,
        Self::SettleAgents,
        Self::SettleRealistic,
        Self::SettleOne,
        Self::Pay,
        Self::Claim,
        Self::Contribute,
        Self::Delegate,
    ];
    pub const SETTLEMENTS: [Self; 4] =
        [Self::SettleIndependent, Self::SettleAgents, Self::SettleRealistic, Self::SettleOne];

    /// The name in results and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Transfer => "transfer",
            Self::SettleIndependent => "settle-independent",
            Self::SettleAgents => "settle-agents",
            Self::SettleRealistic => "settle-realistic",
            Self::SettleOne => "settle-one",
            Self::Pay => "pay",
            Self::Claim => "claim",
            Self::Contribute => "contribute",
            Self::Delegate => "delegate",
        }
    }

    /// Whether its transactions are batches of vouchers.
    pub fn is_settlement(self) -> bool {
        Self::SETTLEMENTS.contains(&self)
    }

    /// The number of vouchers in a transaction, or 1 where there are none.
    pub fn batch(self) -> u32 {
        if self.is_settlement() {
            BATCH
        } else {
            1
        }
    }

    /// The maximum number of vouchers or transactions that the cast can sign.
    pub fn most(self, cast: &Cast) -> u32 {
        match self {
            Self::Empty => 0,
            Self::SettleIndependent | Self::SettleAgents => cast.independent,
            _ => cast.actors,
        }
    }

    /// The number of signature checks for each voucher.
    pub fn signatures_of_voucher(self) -> u32 {
        match self {
            Self::SettleIndependent | Self::SettleAgents => 2,
            Self::SettleRealistic | Self::SettleOne => 1,
            _ => 0,
        }
    }

    /// Whether an agent signs for this payer in the realistic workload.
    pub fn is_by_agent(actor: u32) -> bool {
        actor.is_multiple_of(AGENT_EVERY)
    }

    /// The call for the `count` actors from `first` on, with its signer. Vouchers are those of the given round, which
    /// replace those of the round before.
    pub fn transaction(self, cast: &Cast, round: u64, first: u32, count: u32) -> Result<(Key, RuntimeCall)> {
        let actor = cast::actor(first);
        let call: RuntimeCall = match self {
            Self::Empty => return Err("an empty block has no transactions".into()),
            Self::Transfer => pallet_balances::Call::<Runtime>::transfer_keep_alive {
                dest: Address::Id(cast::recipient(first)),
                value: MILLI_OPEN,
            }
            .into(),
            Self::SettleIndependent => {
                return settlement(cast::relayer(), first, count, |actor| {
                    let (payer, operator) = (cast::actor(actor), cast.own_operator(actor));
                    let signed = by_payer(&payer, voucher(&payer, &operator, cast::model(actor), round)?);
                    Ok(accepted(signed, &operator))
                })
            }
            Self::SettleAgents => {
                return settlement(cast::relayer(), first, count, |actor| {
                    let (payer, operator) = (cast::actor(actor), cast.own_operator(actor));
                    let voucher = voucher(&payer, &operator, cast::model(actor), round)?;
                    Ok(accepted(by_agent(&cast::agent(actor), voucher), &operator))
                })
            }
            Self::SettleRealistic => {
                let operator = cast.chosen_operator(first);
                let models = Skew::new(REALISTIC_MODELS);
                return settlement(cast.chosen_operator(first), first, count, |actor| {
                    let payer = cast::actor(actor);
                    let model = cast::model(models.pick(("model", actor)));
                    let voucher = voucher(&payer, &operator, model, round)?;
                    Ok(if Self::is_by_agent(actor) {
                        by_agent(&cast::agent(actor), voucher)
                    } else {
                        by_payer(&payer, voucher)
                    })
                });
            }
            Self::SettleOne => {
                let operator = cast.single_operator();
                return settlement(cast.single_operator(), first, count, |actor| {
                    let payer = cast::actor(actor);
                    Ok(by_payer(&payer, voucher(&payer, &operator, cast::model(0), round)?))
                });
            }
            Self::Pay => pallet_inference::Call::<Runtime>::pay {
                model: cast::offered_model(first, first / REALISTIC_OPERATORS),
                operator: cast.realistic_operator(first).account,
                units: units(1),
                max_amount: OPEN,
            }
            .into(),
            Self::Claim => {
                pallet_attribution::Call::<Runtime>::claim { pool: PoolId::Datanet(DATANET), path: Default::default() }
                    .into()
            }
            Self::Contribute => {
                let submission = submission(&actor.account, 1);
                pallet_datanets::Call::<Runtime>::contribute { datanet: DATANET, submission, max_deposit: OPEN }.into()
            }
            Self::Delegate => pallet_operator_staking::Call::<Runtime>::delegate {
                operator: cast.realistic_operator(first).account,
                amount: 10 * OPEN,
            }
            .into(),
        };
        Ok((actor, call))
    }
}

type Signed = SignedVoucher<AccountId, Signature>;

/// A transaction of `by` with the vouchers of the `count` actors from `first` on.
fn settlement(by: Key, first: u32, count: u32, signed: impl Fn(u32) -> Result<Signed>) -> Result<(Key, RuntimeCall)> {
    let vouchers: Vec<_> = (first..first + count).map(signed).collect::<Result<_>>()?;
    Ok((by, pallet_inference::Call::<Runtime>::settle { vouchers }.into()))
}

fn units(calls: u64) -> Units {
    Units { calls, input_tokens: 812 * calls, output_tokens: 1_391 * calls }
}

/// The `n`-th contribution of `who`. All contributions are alike.
pub fn submission(who: &AccountId, n: u32) -> Submission {
    Submission {
        kind: Kind::Raw,
        content_hash: H256(sp_io::hashing::blake2_256(&(who, n).encode())),
        items: 10,
        bytes: 4_096,
        uri: b"ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi".to_vec().try_into().ok(),
    }
}

/// The voucher of a round, for the channel of these two.
fn voucher(payer: &Key, operator: &Key, model: ModelId, round: u64) -> Result<Voucher<AccountId>> {
    let key = ChannelKey { operator: operator.account.clone(), payer: payer.account.clone() };
    let channel = Inference::channel(key.clone()).ok_or("the channel is not open")?.channel;
    let (split_version, _) = <FeeSplits as FeeSplitProvider>::fee_split(None).ok_or("there is no fee split")?;
    Ok(Voucher {
        payer: key.payer,
        operator: key.operator,
        channel,
        agent: None,
        model,
        amount: AMOUNT * Balance::from(round),
        units: units(CALLS_OF_VOUCHER * round),
        receipts_root: H256::repeat_byte(7),
        split_version,
        expires: Attribution::current_era() + 20,
    })
}

fn genesis() -> H256 {
    System::block_hash(0)
}

fn sign(pair: &sr25519::Pair, message: &[u8]) -> Signature {
    Signature::Sr25519(pair.sign(message))
}

fn by_payer(payer: &Key, voucher: Voucher<AccountId>) -> Signed {
    let signature = sign(&payer.pair, &voucher.payload(&genesis()));
    SignedVoucher { voucher, signature, claim: None, acceptance: None }
}

/// Under the first authorization of the channel, which has no other.
fn by_agent(agent: &Key, voucher: Voucher<AccountId>) -> Signed {
    let authorized = VoucherAgent { account: agent.account.clone(), authorization: 0 };
    by_payer(agent, Voucher { agent: Some(authorized), ..voucher })
}

fn accepted(signed: Signed, operator: &Key) -> Signed {
    let acceptance = sign(&operator.pair, &signed.acceptance_payload(&genesis()));
    SignedVoucher { acceptance: Some(acceptance), ..signed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn workloads_should_have_names_of_their_own() {
        let names: BTreeSet<_> = Workload::ALL.iter().map(|workload| workload.name()).collect();
        assert_eq!(names.len(), Workload::ALL.len());
    }

    #[test]
    fn every_actor_should_be_asked_for_an_offer_that_exists() {
        let cast = Cast::quick(1);
        let offers: BTreeSet<_> = (0..REALISTIC_OPERATORS)
            .flat_map(|operator| (0..cast::OFFERS).map(move |offer| (operator, cast::offered_model(operator, offer))))
            .collect();
        assert_eq!(offers.len() as u32, REALISTIC_MODELS);
        for actor in 0..cast.actors {
            let model = cast::offered_model(actor, actor / REALISTIC_OPERATORS);
            assert!(offers.contains(&(actor % REALISTIC_OPERATORS, model)));
        }
    }
}
