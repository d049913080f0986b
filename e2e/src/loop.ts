// SPDX-License-Identifier: Apache-2.0

// The whole loop, on a chain and at the same time in the second implementation (expected.ts, escrow.ts): people
// contribute and review data, register models, offer one, pay for calls, an agent spends from a channel, and everybody
// claims.

import { type ModelPlan, type PaymentPlan, scenario } from './scenario.ts';
import { type Paid, Stage } from './stage.ts';
import { checkEarnings, claimAll, close, flow } from './steps/claim.ts';
import { collect, createDatanet } from './steps/contribute.ts';
import { fundEverybody, giveAway } from './steps/fund.ts';
import { pay, useChannel } from './steps/pay.ts';
import { delegate, publishOffer, register, startOperator } from './steps/serve.ts';

export { COLLATOR, type Contribution, ESCROW, LEDGER, TREASURY } from './stage.ts';
export type { Earnings } from './steps/claim.ts';

export class Loop extends Stage {
    /** Does everything up to the point where payments can come. */
    async prepare(): Promise<void> {
        await this.begin();
        await fundEverybody(this);
        for (const plan of scenario.datanets) await createDatanet(this, plan);
        for (const datanet of this.datanets) await collect(this, datanet);
        for (const plan of scenario.models) await this.register(plan);
        await startOperator(this);
        await delegate(this);
        await publishOffer(this);
        for (const name of scenario.penniless) await giveAway(this, name);
        const era = await this.chain.nextEra();
        this.log(`Era ${era} begins: shares and stake that joined before it earn from now on.`);
    }

    register(plan: ModelPlan): Promise<void> {
        return register(this, plan);
    }

    /** Makes one payment, for exactly its price. */
    pay(plan: PaymentPlan): Promise<Paid> {
        return pay(this, plan);
    }

    /** Opens a channel, has an agent make calls on it, settles its one voucher and closes the channel. */
    useChannel(): Promise<Paid> {
        return useChannel(this);
    }

    /** Lets an era pass, and waits until all revenue has flowed down the lineage. */
    flow(): Promise<void> {
        return flow(this);
    }

    /** Compares the earnings that the RPC reports with the second implementation. */
    checkEarnings(): Promise<void> {
        return checkEarnings(this);
    }

    /** Everybody claims everything. An account that cannot pay the fee pays it out of its claim. */
    claimAll(): Promise<void> {
        return claimAll(this);
    }

    /** Lets an era pass, so that dues are paid out, and compares everything. */
    close(): Promise<void> {
        return close(this);
    }

    /** Plays all of it. */
    async run(): Promise<void> {
        await this.prepare();
        for (const plan of scenario.payments) await this.pay(plan);
        await this.useChannel();
        await this.flow();
        await this.checkEarnings();
        await this.claimAll();
        await this.close();
    }
}
