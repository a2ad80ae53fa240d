-- Script of wrk: plays the requests of a file in turn and prints what came of it as a line of JSON.
--
--     wrk … -s load.lua URL -- FILE [look]
--
-- A line of the file is a bearer token (empty for none), a tab and a body. With `look` every answer is looked at, which
-- costs the load generator time: for warming up, not for measuring.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  requests, turn, bad = {}, 0, 0
  for line in io.lines(args[1]) do
    local token, body = line:match("^(.-)\t(.*)$")
    local headers = { ["Content-Type"] = "application/json" }
    if token ~= "" then
      headers["Authorization"] = "Bearer " .. token
    end
    table.insert(requests, wrk.format("POST", nil, headers, body))
  end
  if args[2] == "look" then
    response = look
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function look(status, headers, body)
  if status ~= 200 or body:find('"errors":', 1, true) or not body:find('"data":{', 1, true) then
    bad = bad + 1
  end
end

function done(summary, latency)
  local failed = summary.errors
  local count = failed.connect + failed.read + failed.write + failed.timeout
  local looked = 0
  for _, thread in ipairs(threads) do
    looked = looked + thread:get("bad")
  end
  -- What was looked at counts a refused status too.
  count = count + math.max(looked, failed.status)
  io.write(string.format('\n{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"bad":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, count))
end
