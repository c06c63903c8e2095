// Load without wrk: `node autocannon.ts <url> <seconds> <connections>` prints the same JSON line.
// autocannon rounds latencies to whole milliseconds.
import autocannon from 'autocannon';

const [url = '', seconds, connections] = process.argv.slice(2);
const result = await autocannon({ url, duration: Number(seconds), connections: Number(connections) });
const failed = result.errors + result.timeouts + result.non2xx;
const { p50, p99 } = result.latency;
console.log(JSON.stringify({ requests: result.requests.total, seconds: result.duration, failed, p50, p99 }));
