// All that the processes agree on is one hash, so that a Redis which forgets a part of it forgets the whole:
// run, epoch, created, moves; t:<tag> its generation; m:<member> "<applied> <last seen, ms>".

/** The one hash. Its braces keep all in one slot of a cluster. */
export const stateKey = 'tieback:{cache}:state'

export const moveChannel = 'tieback:cache:moves'

/**
 * Opens the state, in every script first. ARGV[1]: the epoch to begin where the hash is not of this run of the server. A server
 * that came back from a snapshot holds generations that were valid once, and members that it lost have no row.
 */
const open = `
local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
if redis.call('HGET', key, 'run') ~= run then
  redis.call('DEL', key)
  redis.call('HSET', key, 'run', run, 'epoch', ARGV[1], 'created', now, 'moves', 0)
end
local epoch = redis.call('HGET', key, 'epoch')
`

/** ARGV[2]: generations by tag, JSON; ARGV[3]: until when an epoch is young, ms. */
export const moveScript = `${open}
local tokens = cjson.decode(ARGV[2])
for tag, token in pairs(tokens) do redis.call('HSET', key, 't:' .. tag, token) end
local count = redis.call('HINCRBY', key, 'moves', 1)
redis.call('PUBLISH', ARGV[4], cjson.encode({ epoch = epoch, count = count, tokens = tokens }))
local age = now - tonumber(redis.call('HGET', key, 'created'))
return { epoch, count, age < tonumber(ARGV[3]) and 1 or 0 }
`

/** ARGV[2]: the member; ARGV[3], ARGV[4]: the epoch and move that it has applied; ARGV[5]: silence after which a member is forgotten, ms. */
export const joinScript = `${open}
local applied = ARGV[3] == epoch and ARGV[4] or '-1'
redis.call('HSET', key, 'm:' .. ARGV[2], applied .. ' ' .. now)
local fields = redis.call('HGETALL', key)
local tokens = {}
for index = 1, #fields, 2 do
  local name, value = fields[index], fields[index + 1]
  if string.sub(name, 1, 2) == 't:' then
    tokens[#tokens + 1] = string.sub(name, 3)
    tokens[#tokens + 1] = value
  elseif string.sub(name, 1, 2) == 'm:' and now - tonumber(string.match(value, ' (%d+)$')) > tonumber(ARGV[5]) then
    redis.call('HDEL', key, name)
  end
end
return { epoch, tonumber(redis.call('HGET', key, 'moves')), tokens }
`

/** ARGV[2]: the member; ARGV[3], ARGV[4]: the epoch and move that it has applied. */
export const acknowledgeScript = `${open}
local known = redis.call('HGET', key, 'm:' .. ARGV[2])
if ARGV[3] == epoch and known and tonumber(string.match(known, '^(%S+)')) < tonumber(ARGV[4]) then
  redis.call('HSET', key, 'm:' .. ARGV[2], ARGV[4] .. ' ' .. now)
end
return 0
`

/** ARGV[2], ARGV[3]: the epoch and move that members must have applied. Gives how many have not; -1 where the epoch is over. */
export const silentScript = `${open}
if ARGV[2] ~= epoch then return -1 end
local fields = redis.call('HGETALL', key)
local silent = 0
for index = 1, #fields, 2 do
  if string.sub(fields[index], 1, 2) == 'm:' and tonumber(string.match(fields[index + 1], '^(%S+)')) < tonumber(ARGV[3]) then
    silent = silent + 1
  end
end
return silent
`

/** Ends a claim that is still the holder's. KEYS[1]: the claim; ARGV[1]: the holder. */
export const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`
