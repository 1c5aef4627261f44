// Where the state is: what every verb takes that reads or writes it.
import { type Command, Option } from 'commander';

export function withState(command: Command): Command {
  return command
    .option('--project <id>', "Rangelight's project; default: $RANGELIGHT_PROJECT")
    .option('--bucket <name>', "Rangelight's bucket; default: $RANGELIGHT_BUCKET")
    .addOption(
      new Option('--local [file]', 'the local cloud, as its endpoints file says')
        .preset('.local/endpoints.json')
        .conflicts(['project', 'bucket']),
    );
}
