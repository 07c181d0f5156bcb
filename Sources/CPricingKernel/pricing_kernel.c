#include "pricing_kernel.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// A contracted a·b + c rounds once where others round twice, and AVX-512 brings the instructions for it along.
#pragma STDC FP_CONTRACT OFF

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

pk_valuation pk_value(double forward, double strike, double log_moneyness, double deviation, double sign) {
    vector_baseline v = repeat_baseline(deviation);
    lanes_baseline now = legs_baseline(
        repeat_baseline(forward), repeat_baseline(strike), repeat_baseline(log_moneyness), v, 1 / v,
        (mask_baseline)(repeat_baseline(sign) < 0));
    return (pk_valuation){
        .price = sign * (now.asset[0] - now.cash[0]),
        .cash_delta = sign * now.asset[0],
        .relative_vega = now.density[0] * deviation,
    };
}

double pk_exponential(double x) { return x > 709 ? INFINITY : exponential_baseline(repeat_baseline(x))[0]; }

double pk_mills_ratio(double x) { return mills_ratio_baseline(repeat_baseline(x))[0]; }
