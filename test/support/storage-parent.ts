import { startStorage } from '../../emulator/storage.ts';

/** A process that starts the storage, says where it is, and waits to be killed. */
const { addresses } = await startStorage({ folder: process.argv[2] ?? '' });
process.send?.(addresses.connectionString);
setInterval(() => {}, 1000);
