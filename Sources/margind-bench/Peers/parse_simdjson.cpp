// What parsing the same lines costs in C++ with simdjson's on-demand interface: the peer of `ParseBenchmark.swift`.
//
//     g++ -O3 -march=native -std=c++20 -Wall -Wextra -Werror parse_simdjson.cpp -o parse_simdjson -lsimdjson
//     ./parse_simdjson lines.ndjson [rounds]
//
// Reads a file of price lines, parses it `rounds` times (default 9) in two ways, and prints one line for each way:
//
//     simdjson/<version>/<kernel> <way> <median> <least> <largest> <checksum>
//
// The three times are nanoseconds of CPU per line over the rounds. The two ways are `by-key` (find each field by its
// name) and `loop` (go through the fields and compare their names); which is faster depends on the order of the fields.
// Both take type, time, symbol and price out of each line; the checksum is the one of the Swift program, so that equal
// sums show that the same was read. Lines that are no price line, and faults, end the program with status 1.
//
// simdjson checks the UTF-8 of the whole text, but neither looks for names that stand twice in one object nor validates
// what nobody asked for.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

// simdjson 3.0 calls the C++20 compiler's attention to code of its own.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#include <simdjson.h>
#pragma GCC diagnostic pop

namespace {

using namespace simdjson;

const std::string version = std::to_string(SIMDJSON_VERSION_MAJOR) + '.' + std::to_string(SIMDJSON_VERSION_MINOR);
constexpr std::size_t batch_bytes = 1 << 20;

/// What is taken out of a line.
struct Price {
    std::string_view type;
    std::int64_t timestamp = 0;
    std::string_view symbol;
    double price = 0;
};

std::uint64_t mix(const Price& line) {
    std::uint64_t bits;
    std::memcpy(&bits, &line.price, sizeof bits);
    const auto size = line.symbol.size();
    return static_cast<std::uint64_t>(line.timestamp) ^ (bits >> 8) ^ (size << 16)
        ^ static_cast<unsigned char>(line.symbol[size - 1]);
}

void read_by_key(ondemand::document_reference document, Price& line) {
    ondemand::object object = document.get_object();
    line.type = object["type"].get_string();
    line.timestamp = object["ts"].get_int64();
    line.symbol = object["symbol"].get_string();
    line.price = object["price"].get_double();
}

void read_in_loop(ondemand::document_reference document, Price& line) {
    for (auto field : document.get_object()) {
        const ondemand::raw_json_string key = field.key();
        if (key == "type") {
            line.type = field.value().get_string();
        } else if (key == "ts") {
            line.timestamp = field.value().get_int64();
        } else if (key == "symbol") {
            line.symbol = field.value().get_string();
        } else if (key == "price") {
            line.price = field.value().get_double();
        }
    }
}

double cpu_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <typename Read>
void measure(const char* way, ondemand::parser& parser, const padded_string& text, int rounds, Read read) {
    std::vector<double> times;
    std::uint64_t checksum = 0;
    for (int round = 0; round < rounds; ++round) {
        checksum = 0;
        std::size_t lines = 0;
        const double start = cpu_nanoseconds();
        ondemand::document_stream stream = parser.iterate_many(text, batch_bytes);
        for (auto document : stream) {
            Price line;
            read(document.value(), line);
            if (line.type != "price" || line.symbol.empty()) std::exit(1);
            checksum += mix(line);
            ++lines;
        }
        times.push_back((cpu_nanoseconds() - start) / static_cast<double>(lines));
    }
    std::sort(times.begin(), times.end());
    std::cout << "simdjson/" << version << '/' << get_active_implementation()->name() << ' ' << way << ' '
              << times[times.size() / 2] << ' ' << times.front() << ' ' << times.back() << ' ' << checksum << '\n';
}

}  // namespace

int main(int count, char** arguments) try {
    if (count < 2) {
        std::cerr << "usage: parse_simdjson FILE [ROUNDS]\n";
        return 2;
    }
    const int rounds = count > 2 ? std::max(std::atoi(arguments[2]), 1) : 9;
    const padded_string text = padded_string::load(arguments[1]);
    ondemand::parser parser;
    measure("by-key", parser, text, rounds, read_by_key);
    measure("loop", parser, text, rounds, read_in_loop);
} catch (const simdjson_error& error) {
    std::cerr << "parse_simdjson: " << error.what() << '\n';
    return 1;
}
