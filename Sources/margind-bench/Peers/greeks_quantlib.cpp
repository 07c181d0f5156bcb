// The greeks of the book of `GreeksBenchmark` with QuantLib's BlackCalculator: price, delta, gamma, vega and theta.
//
//     apt-get install g++ libquantlib0-dev
//     g++ -O2 -std=c++17 greeks_quantlib.cpp -o greeks_quantlib -lQuantLib
//     ./greeks_quantlib [REPETITIONS [PASSES]]
//
// Payoffs are made before the clock runs; a calculator takes forward and deviation when it is made, so that a pass makes one
// for each option. Prints the CPU time of an option in nanoseconds for each repetition, then the sum of all results of the
// last pass.
#include <ql/pricingengines/blackcalculator.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

using namespace QuantLib;

namespace {

const double expiries[] = {1.0 / 52, 1.0 / 12, 0.25, 0.5, 1};
const int strikes = 40;

struct Contract {
    ext::shared_ptr<StrikedTypePayoff> payoff;
    int expiry;
    double volatility;
};

double processor_time() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
    const int repetitions = argc > 1 ? std::atoi(argv[1]) : 9;
    const int passes = argc > 2 ? std::atoi(argv[2]) : 2000;

    std::vector<Contract> book;
    for (int expiry = 0; expiry < 5; ++expiry) {
        for (int index = 0; index < strikes; ++index) {
            for (Option::Type type : {Option::Call, Option::Put}) {
                book.push_back(
                    {ext::make_shared<PlainVanillaPayoff>(type, 50000 * (0.6 + 0.02 * index)), expiry,
                     0.5 + 0.01 * expiry + 0.0005 * ((index - 20) * (index - 20))});
            }
        }
    }

    struct Greeks {
        double price, delta, gamma, vega, theta;
    };
    std::vector<Greeks> greeks(book.size());
    std::printf("ns/option");
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        const double start = processor_time();
        for (int pass = 0; pass < passes; ++pass) {
            for (std::size_t i = 0; i < book.size(); ++i) {
                const Contract& contract = book[i];
                const double years = expiries[contract.expiry];
                const double forward = 50000 * (1 + 1e-6 * pass) * (1 + 0.05 * years);
                const BlackCalculator calculator(contract.payoff, forward, contract.volatility * std::sqrt(years), 1.0);
                greeks[i] = {
                    calculator.value(), calculator.deltaForward(), calculator.gammaForward(), calculator.vega(years),
                    calculator.theta(forward, years)};
            }
        }
        std::printf(" %.2f", (processor_time() - start) / passes / double(book.size()) * 1e9);
    }
    double checksum = 0;
    for (const Greeks& g : greeks) checksum += g.price + g.delta + g.gamma + g.vega + g.theta;
    std::printf("\nchecksum %.17g\n", checksum);
}
