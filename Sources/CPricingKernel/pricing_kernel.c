#include "pricing_kernel.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// A contracted a·b + c rounds once where others round twice, and AVX-512 brings the instructions for it along.
#pragma STDC FP_CONTRACT OFF

// A loop that is unrolled, so that its arrays are registers.
#define EACH(index, count) _Pragma("clang loop unroll(full)") for (size_t index = 0; index < (count); ++index)

/// Vectors side by side, at most.
enum { n_max = 6 };

static const double exponential_odd[] = {1.0 / 6227020800, 1.0 / 39916800, 1.0 / 362880, 1.0 / 5040, 1.0 / 120, 1.0 / 6};
static const double exponential_even[] = {1.0 / 479001600, 1.0 / 3628800, 1.0 / 40320, 1.0 / 720, 1.0 / 24, 0.5};
static const double mills_even[] = {
    -2.0233360144274278e-10, 3.0966863080431226e-09, -2.6568607366345864e-08, 1.776554959256803e-07,
    -1.077027011407785e-06,  6.397086194815076e-06,  -3.734027553691202e-05,  0.0001778509361712195,
    0.00029892963405264743,  -0.02654791395942041,   -0.07614357379042298,    0.05976544964130705,
    1.1691381924311748,
};
static const double mills_odd[] = {
    1.1225507818376512e-09,  -1.116274514276316e-08, 6.08772375623715e-08,  -2.7067033965359946e-07,
    1.3189509079766653e-06,  -8.988398419155805e-06, 8.481181003581699e-05, -0.0008848442155582725,
    0.0067960861307179805,   0.056690683235107585,   0.04743206622188662,   -0.2367679825591322,
};

#define LANES 2
#define TARGET
#define NAME(x) x##_baseline
#include "black76_lanes.h"

#if defined(__x86_64__)
#define LANES 4
#define TARGET __attribute__((target("avx2")))
#define NAME(x) x##_avx2
#include "black76_lanes.h"

#define LANES 8
#define TARGET __attribute__((target("avx512f,avx512dq")))
#define NAME(x) x##_avx512
#include "black76_lanes.h"
#endif

bool pk_is_supported(pk_variant variant) {
    switch (variant) {
    case pk_baseline:
        return true;
#if defined(__x86_64__)
    case pk_avx2:
        return __builtin_cpu_supports("avx2");
    case pk_avx512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#endif
    default:
        return false;
    }
}

void pk_option_risks(
    pk_variant variant, size_t count, const pk_options *options, const pk_shock *shock, const pk_risks *risks) {
    switch (variant) {
#if defined(__x86_64__)
    case pk_avx512:
        return option_risks_avx512(count, options, shock, risks);
    case pk_avx2:
        return option_risks_avx2(count, options, shock, risks);
#endif
    default:
        return option_risks_baseline(count, options, shock, risks);
    }
}

void pk_chain_greeks(pk_variant variant, size_t count, const pk_chain *chain, const pk_greeks *greeks) {
    switch (variant) {
#if defined(__x86_64__)
    case pk_avx512:
        return chain_greeks_avx512(count, chain, greeks);
    case pk_avx2:
        return chain_greeks_avx2(count, chain, greeks);
#endif
    default:
        return chain_greeks_baseline(count, chain, greeks);
    }
}

void pk_option_rows(
    pk_variant variant, size_t count, const pk_strikes *options, const pk_shocks *shocks, double *rows, size_t stride) {
    switch (variant) {
#if defined(__x86_64__)
    case pk_avx512:
        return option_rows_avx512(count, options, shocks, rows, stride);
    case pk_avx2:
        return option_rows_avx2(count, options, shocks, rows, stride);
#endif
    default:
        return option_rows_baseline(count, options, shocks, rows, stride);
    }
}

pk_valuation pk_value(double forward, double strike, double log_moneyness, double deviation, double sign) {
    terms_baseline option = {
        .forward = repeat_baseline(forward),
        .strike = repeat_baseline(strike),
        .log_moneyness = repeat_baseline(log_moneyness),
        .deviation = repeat_baseline(deviation),
        .inverse_deviation = 1 / repeat_baseline(deviation),
        .is_put = (mask_baseline)(repeat_baseline(sign) < 0),
    };
    lanes_baseline legs;
    legs_baseline(1, &option, &legs);
    return (pk_valuation){
        .price = sign * (legs.asset[0] - legs.cash[0]),
        .cash_delta = sign * legs.asset[0],
        .relative_vega = legs.density[0] * deviation,
    };
}

double pk_exponential(double x) {
    vector_baseline argument = repeat_baseline(x), result;
    exponential_baseline(1, &argument, &result);
    return x > 709 ? INFINITY : result[0];
}

double pk_mills_ratio(double x) {
    vector_baseline argument = repeat_baseline(x), result;
    mills_ratio_baseline(1, &argument, &result);
    return result[0];
}
