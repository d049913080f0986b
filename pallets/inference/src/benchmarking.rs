// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the calls and hooks.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::expect_used, missing_docs)]

use super::*;
use alloc::{format, vec, vec::Vec};
use frame::{
    benchmarking::prelude::*,
    deps::{
        sp_core::{crypto::KeyTypeId, sr25519},
        sp_io::crypto::{sr25519_generate, sr25519_sign},
        sp_runtime::{AccountId32, MultiSignature, MultiSigner},
    },
    token::fungible::{Inspect, Mutate},
    traits::IdentifyAccount,
};
use impls::EscrowAccount;
use openledger_primitives::{
    coverage::OperatorCoverage,
    fees::FeeWindow,
    traits::{AdvanceEras, EraClock, FeeSplitProvider, ModelInspect, OperatorInspect},
    voucher::is_wrapped_and_signed_by,
    Balance, ChannelKey, Era, ModelId, Settled, SignedVoucher, Units, Voucher, VoucherAgent, MILLI_OPEN, OPEN,
};

/// Makes keys and signatures that the chain accepts.
pub trait BenchmarkHelper<AccountId, Signature> {
    /// The account of a key that [`BenchmarkHelper::sign`] can sign with, a different one for each seed.
    fn signer(seed: u32) -> AccountId;

    /// The signature of `who` over `message`.
    fn sign(who: &AccountId, message: &[u8]) -> Signature;
}

/// Sr25519 keys, the kind that most accounts have.
pub struct Sr25519Keys;

const KEYS: KeyTypeId = KeyTypeId(*b"olbm");

impl BenchmarkHelper<AccountId32, MultiSignature> for Sr25519Keys {
    fn signer(seed: u32) -> AccountId32 {
        let key = sr25519_generate(KEYS, Some(format!("0x{seed:064x}").into_bytes()));
        MultiSigner::Sr25519(key).into_account()
    }

    fn sign(who: &AccountId32, message: &[u8]) -> MultiSignature {
        let key = sr25519::Public::from_raw(*AsRef::<[u8; 32]>::as_ref(who));
        MultiSignature::Sr25519(sr25519_sign(KEYS, &key, message).expect("the key was generated"))
    }
}

/// Enough for any bond, deposit and payment of these benchmarks.
const FUNDS: Balance = 10_000_000 * OPEN;

fn fund<T: Config>(who: &T::AccountId) {
    T::Currency::mint_into(who, FUNDS).expect("the account can be funded");
}

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who: T::AccountId = account(name, index, 0);
    fund::<T>(&who);
    who
}

fn signed<T: Config>(who: &T::AccountId) -> OriginFor<T> {
    RawOrigin::Signed(who.clone()).into()
}

fn active_operator<T: Config>(index: u32) -> Result<T::AccountId, BenchmarkError> {
    bonded::<T>(account("operator", index, 0))
}

/// An active operator that can sign.
fn signing_operator<T: Config>(index: u32) -> Result<T::AccountId, BenchmarkError> {
    // Agents and payers sign with the seeds before these.
    bonded::<T>(T::BenchmarkHelper::signer(MAX_VOUCHERS + index))
}

fn bonded<T: Config>(operator: T::AccountId) -> Result<T::AccountId, BenchmarkError> {
    fund::<T>(&operator);
    T::Operators::create_operator(&operator)?;
    Ok(operator)
}

fn base_model<T: Config>(index: u32) -> Result<ModelId, BenchmarkError> {
    Ok(T::Models::create_model(&funded::<T>("owner", index), None)?)
}

fn longest_endpoint() -> Vec<u8> {
    vec![b'x'; 256]
}

fn prices() -> Prices {
    Prices { per_call: MILLI_OPEN, per_thousand_input_tokens: MILLI_OPEN, per_thousand_output_tokens: MILLI_OPEN }
}

fn publish<T: Config>(operator: &T::AccountId, model: ModelId, valid_until: Era) -> DispatchResult {
    let (origin, endpoint) = (signed::<T>(operator), longest_endpoint());
    Pallet::<T>::publish_offer(origin, model, prices(), endpoint, valid_until, true, excluded(), Balance::MAX)
}

/// As many adapters as an offer can exclude but for one.
fn excluded() -> Vec<ModelId> {
    (1..MAX_EXCLUDED).map(|i| ModelId(u32::MAX - i)).collect()
}

/// An adapter that the operator offers until this era, under an offer of its base with room to exclude it.
fn covered_adapter<T: Config>(operator: &T::AccountId) -> Result<ModelId, BenchmarkError> {
    let base = base_model::<T>(0)?;
    let adapter = T::Models::create_model(&funded::<T>("builder", 0), Some(base))?;
    for model in [base, adapter] {
        publish::<T>(operator, model, T::Eras::current_era())?;
    }
    Ok(adapter)
}

/// Amounts settled of other models, of the largest encoding, with room for one more.
fn other_models() -> SettledByModel {
    let units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    let settled = |i| Settled { model: ModelId(u32::MAX - i), amount: Balance::MAX, units };
    BoundedVec::truncate_from((1..MAX_MODELS).map(settled).collect())
}

/// A channel that was used with many models.
fn channel<T: Config>(payer: &T::AccountId, operator: &T::AccountId, amount: Balance) -> Result<u64, BenchmarkError> {
    EscrowAccount::<T>::open()?;
    Pallet::<T>::open_channel(signed::<T>(payer), operator.clone(), amount, Balance::MAX)?;
    let mut record = Channels::<T>::get(operator, payer).ok_or("the channel was opened")?;
    record.settled = other_models();
    let number = record.number;
    Channels::<T>::insert(operator, payer, record);
    Ok(number)
}

/// An agent that was used with many models, and may use `model` and others.
fn agent<T: Config>(
    payer: &T::AccountId,
    operator: &T::AccountId,
    agent: &T::AccountId,
    model: ModelId,
) -> DispatchResult {
    let (origin, cap, models) = (signed::<T>(payer), Balance::MAX, vec![model]);
    Pallet::<T>::authorize_agent(origin, operator.clone(), agent.clone(), cap, Era::MAX, models, Balance::MAX)?;
    let mut record = Agents::<T>::get((operator, payer, agent)).ok_or("the agent was authorized")?;
    let others = (1..MAX_MODELS).map(|i| ModelId(u32::MAX - i));
    record.models = BoundedVec::truncate_from(others.chain([model]).collect());
    record.settled = other_models();
    // The authorization before has ended, but is not forgotten.
    let earlier = EarlierAuthorization { number: u64::MAX, cap: Balance::MAX, expires: 0 };
    record.earlier = Some(earlier);
    Agents::<T>::insert((operator, payer, agent), record);
    Ok(())
}

/// Let the stakes of operators become active, and their fees be those of earlier eras.
fn next_era<T: Config>(operators: &[T::AccountId])
where
    T::Eras: AdvanceEras,
{
    operators.iter().for_each(T::Coverage::fill_fees);
    T::Eras::advance_eras(1);
}

/// A part of the operator's coverage that is small enough for a whole batch.
fn amount<T: Config>(operator: &T::AccountId) -> Balance {
    Pallet::<T>::coverage(operator.clone()) / Balance::from(2 * MAX_VOUCHERS)
}

fn voucher<T: Config>(
    payer: &T::AccountId,
    operator: &T::AccountId,
    model: ModelId,
    channel: u64,
) -> Result<Voucher<T::AccountId>, BenchmarkError> {
    let (split_version, _) = T::FeeSplits::fee_split(None).ok_or("there is a fee split in force")?;
    Ok(Voucher {
        payer: payer.clone(),
        operator: operator.clone(),
        channel,
        agent: None,
        model,
        amount: amount::<T>(operator),
        units: Units { calls: 1_000, input_tokens: 1_234_567, output_tokens: 765_432 },
        receipts_root: H256::repeat_byte(1),
        split_version,
        expires: Era::MAX,
    })
}

/// The voucher signed by its payer, or by the agent that it names.
fn sign<T: Config>(voucher: Voucher<T::AccountId>) -> SignedVoucherOf<T> {
    let signature = T::BenchmarkHelper::sign(voucher.signer(), &voucher.payload(&Pallet::<T>::genesis()));
    SignedVoucher { voucher, signature, claim: None, acceptance: None }
}

/// The voucher under the first authorization of an agent.
fn by_agent<T: Config>(voucher: Voucher<T::AccountId>, agent: T::AccountId) -> Voucher<T::AccountId> {
    Voucher { agent: Some(VoucherAgent { account: agent, authorization: 0 }), ..voucher }
}

/// A claim of all of it with the signature of its operator, whose account must be one of [`BenchmarkHelper::signer`].
fn accepted<T: Config>(signed: SignedVoucherOf<T>) -> SignedVoucherOf<T> {
    let signed = SignedVoucher { claim: Some(signed.claimed()), ..signed };
    let payload = signed.acceptance_payload(&Pallet::<T>::genesis());
    let acceptance = Some(T::BenchmarkHelper::sign(&signed.voucher.operator, &payload));
    SignedVoucher { acceptance, ..signed }
}

/// The longest form of what operators accept: under an agent, and with a claim.
fn accepted_form<T: Config>(voucher: Voucher<T::AccountId>) -> SignedVoucherOf<T> {
    let signed = sign::<T>(voucher);
    SignedVoucher { claim: Some(signed.claimed()), ..signed }
}

fn wrapped(payload: &[u8]) -> Vec<u8> {
    [b"<Bytes>", payload, b"</Bytes>"].concat()
}

fn channel_key<T: Config>(payer: &T::AccountId, operator: &T::AccountId) -> ChannelKeyOf<T> {
    ChannelKey { operator: operator.clone(), payer: payer.clone() }
}

fn assert_last_event<T: Config>(event: Event<T>) {
    let event: <T as frame_system::Config>::RuntimeEvent = event.into();
    frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks(where T::Eras: AdvanceEras)]
mod benchmarks {
    use super::*;

    // The first publication, which holds the deposit.
    #[benchmark]
    fn publish_offer() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let model = base_model::<T>(0)?;
        let (prices, valid_until) = (prices(), T::Eras::current_era());

        #[extrinsic_call]
        _(
            RawOrigin::Signed(operator.clone()),
            model,
            prices,
            longest_endpoint(),
            valid_until,
            true,
            excluded(),
            Balance::MAX,
        );

        let offer = Offers::<T>::get(&operator, model).ok_or("the offer was published")?;
        assert_eq!(offer.deposit, T::OfferDeposit::get());
        assert_last_event::<T>(Event::OfferPublished { operator, model, offer });
        Ok(())
    }

    // Of an adapter, which the offer of its base excludes then.
    #[benchmark]
    fn withdraw_offer() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let model = covered_adapter::<T>(&operator)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(operator.clone()), model);

        assert_eq!(Offers::<T>::get(&operator, model), None);
        assert_last_event::<T>(Event::OfferWithdrawn { operator, model, deposit: T::OfferDeposit::get() });
        Ok(())
    }

    #[benchmark]
    fn remove_expired_offer() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let model = covered_adapter::<T>(&operator)?;
        T::Eras::advance_eras(1);
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), operator.clone(), model);

        assert_eq!(Offers::<T>::get(&operator, model), None);
        assert_last_event::<T>(Event::ExpiredOfferRemoved { operator, model, deposit: T::OfferDeposit::get() });
        Ok(())
    }

    // An adapter without an offer, under the offer of its base: both are looked up. The operator was paid directly in
    // every era before. The stakes and shares are from an earlier era, so that the ledger takes them in with this
    // payment.
    #[benchmark]
    fn pay() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let base = base_model::<T>(0)?;
        let model = T::Models::create_model(&funded::<T>("builder", 0), Some(base))?;
        next_era::<T>(core::slice::from_ref(&operator));
        let era = T::Eras::current_era();
        DirectFees::<T>::insert(&operator, FeeWindow { era: era.saturating_sub(1), buckets: [1; 8] });
        let prices = Prices { per_call: 1, per_thousand_input_tokens: 1_000, per_thousand_output_tokens: 1_000 };
        let offer = Offer {
            prices,
            endpoint: BoundedVec::truncate_from(longest_endpoint()),
            valid_until: era,
            covers_adapters: true,
            excluded: BoundedVec::truncate_from(excluded()),
            deposit: T::OfferDeposit::get(),
        };
        Offers::<T>::insert(&operator, base, offer);
        let payer = funded::<T>("payer", 0);
        let units = Units { calls: 1_000, input_tokens: 1_234_567, output_tokens: 765_432 };
        let amount = prices.price(&units).expect("the price is small");
        // Of the units, those count that are paid for.
        let counted = crate::types::countable(&units, &Units::default(), amount, T::MinCallPrice::get());

        #[extrinsic_call]
        _(RawOrigin::Signed(payer.clone()), model, operator.clone(), units, amount);

        assert_eq!(T::Currency::balance(&payer), FUNDS - amount);
        assert_last_event::<T>(Event::Paid { payer, operator, model, units: counted, amount });
        Ok(())
    }

    #[benchmark]
    fn open_channel() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let payer = funded::<T>("payer", 0);
        EscrowAccount::<T>::open()?;
        let (channel, amount) = (NextChannel::<T>::get(), OPEN);

        #[extrinsic_call]
        _(RawOrigin::Signed(payer.clone()), operator.clone(), amount, Balance::MAX);

        let deposit = T::ChannelDeposit::get();
        assert_last_event::<T>(Event::ChannelOpened { payer, operator, channel, amount, deposit });
        Ok(())
    }

    #[benchmark]
    fn top_up() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let payer = funded::<T>("payer", 0);
        let channel = channel::<T>(&payer, &operator, OPEN)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(payer.clone()), operator.clone(), OPEN);

        let balance = 2 * OPEN;
        assert_last_event::<T>(Event::ChannelToppedUp { payer, operator, channel, amount: OPEN, balance });
        Ok(())
    }

    #[benchmark]
    fn request_close() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let payer = funded::<T>("payer", 0);
        let channel = channel::<T>(&payer, &operator, OPEN)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(payer.clone()), operator.clone());

        let closes = T::Eras::current_era() + T::ThawEras::get() + 1;
        assert_last_event::<T>(Event::CloseRequested { payer, operator, channel, closes });
        Ok(())
    }

    // By a third account, for which the era is checked.
    #[benchmark]
    fn close_channel() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let payer = funded::<T>("payer", 0);
        let channel = channel::<T>(&payer, &operator, OPEN)?;
        Pallet::<T>::request_close(signed::<T>(&payer), operator.clone())?;
        T::Eras::advance_eras(T::ThawEras::get() + 1);
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), channel_key::<T>(&payer, &operator));

        assert_eq!(T::Currency::balance(&payer), FUNDS);
        let deposit = T::ChannelDeposit::get();
        assert_last_event::<T>(Event::ChannelClosed { payer, operator, channel, refunded: OPEN, deposit });
        Ok(())
    }

    #[benchmark]
    fn authorize_agent(m: Linear<0, MAX_MODELS>) -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let payer = funded::<T>("payer", 0);
        let agent: T::AccountId = account("agent", 0, 0);
        let models = (0..m).map(base_model::<T>).collect::<Result<Vec<_>, _>>()?;
        let channel = channel::<T>(&payer, &operator, OPEN)?;
        let (cap, expires, max_deposit) = (OPEN, Era::MAX, Balance::MAX);

        #[extrinsic_call]
        _(RawOrigin::Signed(payer.clone()), operator.clone(), agent.clone(), cap, expires, models.clone(), max_deposit);

        assert_last_event::<T>(Event::AgentAuthorized {
            payer,
            operator,
            agent,
            channel,
            authorization: 0,
            cap,
            expires,
            models: AllowedModels::truncate_from(models),
        });
        Ok(())
    }

    #[benchmark]
    fn revoke_agent() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let (payer, key) = (funded::<T>("payer", 0), account("agent", 0, 0));
        let channel = channel::<T>(&payer, &operator, OPEN)?;
        agent::<T>(&payer, &operator, &key, base_model::<T>(0)?)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(payer.clone()), operator.clone(), key.clone());

        let expires = T::Eras::current_era() + T::ThawEras::get();
        assert_last_event::<T>(Event::AgentRevoked { payer, operator, agent: key, channel, authorization: 0, expires });
        Ok(())
    }

    // One of an earlier channel of the two.
    #[benchmark]
    fn remove_agent() -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let (payer, key) = (funded::<T>("payer", 0), account("agent", 0, 0));
        channel::<T>(&payer, &operator, OPEN)?;
        agent::<T>(&payer, &operator, &key, base_model::<T>(0)?)?;
        Pallet::<T>::close_channel(signed::<T>(&operator), channel_key::<T>(&payer, &operator))?;
        channel::<T>(&payer, &operator, OPEN)?;
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), channel_key::<T>(&payer, &operator), key.clone());

        let deposit = T::AgentDeposit::get();
        assert_last_event::<T>(Event::AgentRemoved { payer, operator, agent: key, deposit });
        Ok(())
    }

    // Vouchers that have nothing in common: each has its own payer, operator, model and agent, and the operator's stake
    // is from an earlier era. A third account submits them, with the acceptances of their operators. Measured, here and
    // below: the records have their largest encoding, and `MaxEncodedLen` would charge each key its own path through
    // the trie, which keys share.
    #[benchmark(pov_mode = Measured)]
    fn settle(v: Linear<1, MAX_VOUCHERS>) -> Result<(), BenchmarkError> {
        let operators = (0..v).map(signing_operator::<T>).collect::<Result<Vec<_>, _>>()?;
        let models = (0..v).map(base_model::<T>).collect::<Result<Vec<_>, _>>()?;
        next_era::<T>(&operators);
        // All vouchers have expired, while settlements were stopped: the thaw is read to know that they still settle.
        let era = T::Eras::current_era();
        Escrow::<T>::mutate(|books| (books.stopped, books.resumed) = (0, era));
        let (mut vouchers, mut sum) = (Vec::new(), 0);
        for ((index, operator), model) in (0..v).zip(&operators).zip(models) {
            let (payer, key) = (funded::<T>("payer", index), T::BenchmarkHelper::signer(index));
            let channel = channel::<T>(&payer, operator, OPEN)?;
            agent::<T>(&payer, operator, &key, model)?;
            let voucher = Voucher { expires: 0, ..voucher::<T>(&payer, operator, model, channel)? };
            sum += voucher.amount;
            vouchers.push(accepted::<T>(sign::<T>(by_agent::<T>(voucher, key))));
        }
        let by: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(by.clone()), vouchers);

        assert_last_event::<T>(Event::BatchSettled { by, settled: v, skipped: 0, amount: sum });
        Ok(())
    }

    // Vouchers of many payers for one model, submitted by their operator.
    #[benchmark(pov_mode = Measured)]
    fn settle_of_one(v: Linear<1, MAX_VOUCHERS>) -> Result<(), BenchmarkError> {
        let operator = active_operator::<T>(0)?;
        let model = base_model::<T>(0)?;
        next_era::<T>(core::slice::from_ref(&operator));
        let (mut vouchers, mut sum) = (Vec::new(), 0);
        for index in 0..v {
            let payer = T::BenchmarkHelper::signer(index);
            fund::<T>(&payer);
            let channel = channel::<T>(&payer, &operator, OPEN)?;
            let voucher = voucher::<T>(&payer, &operator, model, channel)?;
            sum += voucher.amount;
            vouchers.push(sign::<T>(voucher));
        }

        #[extrinsic_call]
        settle(RawOrigin::Signed(operator.clone()), vouchers);

        assert_last_event::<T>(Event::BatchSettled { by: operator, settled: v, skipped: 0, amount: sum });
        Ok(())
    }

    // The additional cost of a wrapped signature, or of an acceptance, which is the longer of the two payloads.
    #[benchmark]
    fn recheck(v: Linear<1, MAX_VOUCHERS>) -> Result<(), BenchmarkError> {
        let operator = account("operator", 0, 0);
        let mut signatures = Vec::new();
        for index in 0..v {
            let payer = T::BenchmarkHelper::signer(index);
            let voucher = voucher::<T>(&payer, &operator, ModelId(1), index.into())?;
            let signed = accepted_form::<T>(by_agent::<T>(voucher, payer.clone()));
            let payload = signed.acceptance_payload(&Pallet::<T>::genesis());
            signatures.push((T::BenchmarkHelper::sign(&payer, &wrapped(&payload)), payload, payer));
        }
        let mut good = 0;

        #[block]
        {
            for (signature, payload, payer) in &signatures {
                good += u32::from(is_wrapped_and_signed_by(signature, payload, payer));
            }
        }

        assert_eq!(good, v);
        Ok(())
    }

    #[benchmark]
    fn resume_settlements() -> Result<(), BenchmarkError> {
        let origin = T::ResumeOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        EscrowAccount::<T>::open()?;
        Escrow::<T>::mutate(|books| books.stop(1, 1));

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin);

        assert!(!Escrow::<T>::get().settlements_stopped);
        Ok(())
    }

    #[benchmark]
    fn on_finalize_check() {
        // The escrow is short: an event and a write, which no healthy block has.
        Escrow::<T>::mutate(|books| books.owed += FUNDS);

        #[block]
        {
            Pallet::<T>::check_escrow();
        }

        assert!(Escrow::<T>::get().settlements_stopped);
    }

    #[benchmark]
    fn on_idle_base() {
        let era = T::Eras::current_era();
        Escrow::<T>::mutate(|books| books.swept = era);

        #[block]
        {
            // Enough weight to check whether there is work, but not to do it.
            Pallet::<T>::work_in_idle(T::WeightInfo::on_idle_base());
        }
    }

    #[benchmark]
    fn on_idle_sweep() -> Result<(), BenchmarkError> {
        EscrowAccount::<T>::open()?;
        Escrow::<T>::mutate(|books| books.reserve = impls::existential_deposit::<T>());
        let before = Pallet::<T>::surplus(&Escrow::<T>::get()).unwrap_or_default();
        fund::<T>(&Pallet::<T>::escrow_account());
        T::Eras::advance_eras(1);

        #[block]
        {
            Pallet::<T>::work_in_idle(Weight::MAX);
        }

        assert_last_event::<T>(Event::EscrowSurplusSwept { amount: before + FUNDS });
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
