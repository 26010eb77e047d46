import type { StandIns } from '../stand-ins.ts';

export const vendorNames = { zim: 'ZIM', netease: 'NetEase' } as const;
export type Vendor = keyof typeof vendorNames;

/** What can be done to a vendor, with what is said of it then. */
export const vendorTroubles = {
  break: (vendor: Vendor) =>
    `${vendorNames[vendor]} takes no connection now: what Hush sends it waits. \`mend ${vendor}\` ends this.`,
  lose: (vendor: Vendor) =>
    `${vendorNames[vendor]} does what it is asked now, and its replies are lost: after a few repeats that is unconfirmed. ` +
    `\`mend ${vendor}\` ends this.`,
  mend: (vendor: Vendor) => `${vendorNames[vendor]} works as it should.`,
} as const;
export type VendorTrouble = keyof typeof vendorTroubles;

/** Breaks or mends a vendor; the sentence that says so. Whatever was wrong with it before is over. */
export async function troubleVendor(
  standIns: Pick<StandIns, 'zim' | 'netease'>,
  { trouble, vendor }: { trouble: VendorTrouble; vendor: Vendor },
): Promise<string> {
  const standIn = standIns[vendor];
  standIn.faults.clear();
  if (trouble === 'lose') standIn.faults.add({ fault: { kind: 'reset-after' } });
  await standIn.refuseConnections(trouble === 'break');
  return vendorTroubles[trouble](vendor);
}
