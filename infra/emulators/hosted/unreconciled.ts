// Why the controller could not make a load balancer as an object says.
export class Unreconciled extends Error {
  /** @param why in the words of the controller, where they are known. */
  constructor(why: string) {
    super(why);
    this.name = 'Unreconciled';
  }
}
