// Black-76 for many options at a time.
//
// Every function is built from + − × ÷ alone, which IEEE 754 rounds the same way everywhere; nothing is contracted, no
// sum runs over lanes, and no lane branches. So a result depends on the inputs of its own option only: not on the
// processor, the width of its vectors, the option's neighbours or its place.
#ifndef PRICING_KERNEL_H
#define PRICING_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

/// The instructions that a build of the kernel uses.
typedef enum pk_variant {
    /// Those that every processor of the architecture has: on x86-64, SSE2 with 2 numbers a vector.
    pk_baseline = 0,
    /// AVX2: 4 numbers a vector.
    pk_avx2 = 1,
    /// AVX-512 F and DQ: 8 numbers a vector.
    pk_avx512 = 2,
} pk_variant;

/// Whether this processor and operating system can run a variant.
bool pk_is_supported(pk_variant variant);

/// The kernel works on whole groups of options: every array must hold a multiple of this many numbers, and what lies
/// between `count` and the next multiple may be read and overwritten.
enum { pk_group = 16 };

/// What the risk of options needs of them, by option.
typedef struct pk_options {
    /// K, positive, and ln K.
    const double *strike, *log_strike;
    /// σ√T, positive.
    const double *deviation;
    /// F, positive, and ln F.
    const double *forward, *log_forward;
    /// What a unit of the option's price is worth: 1, or S ÷ F where it is paid in coin.
    const double *scale;
    /// 1 for a call, −1 for a put.
    const double *sign;
} pk_options;

/// A relative move of forwards up and down: RW, 1 ± RW and their logarithms.
typedef struct pk_shock {
    double size, up, down, log_up, log_down;
} pk_shock;

/// The risk of options, by option; everything is held within ±1e120.
typedef struct pk_risks {
    /// The option's price, F·∂/∂F of it and σ·∂/∂σ of it, times scale.
    double *value, *cash_delta, *relative_vega;
    /// −(price after the move − price − the move's size × cash delta), times scale.
    double *curvature_up, *curvature_down;
    /// F²·∂²/∂F² of the price, and F·∂/∂F of relative vega and of both curvatures, times scale.
    double *cash_gamma, *vega_slope, *curvature_up_slope, *curvature_down_slope;
} pk_risks;

/// The risk of `count` options. The variant must be supported.
void pk_option_risks(
    pk_variant variant, size_t count, const pk_options *options, const pk_shock *shock, const pk_risks *risks);

/// The options of one expiry.
typedef struct pk_chain {
    /// F, positive, and ln F.
    double forward, log_forward;
    /// √T, T in years; positive.
    double root_years;
    /// By option: K, ln K, σ a year and 1 ÷ σ, and 1 for a call or −1 for a put.
    const double *strike, *log_strike, *volatility, *inverse_volatility, *sign;
} pk_chain;

/// The Black-76 price and its derivatives, undiscounted, by option.
typedef struct pk_greeks {
    /// B, ∂B/∂F, ∂²B/∂F², ∂B/∂σ (for 1.00 of volatility) and −∂B/∂T (a year).
    double *price, *delta, *gamma, *vega, *theta;
} pk_greeks;

/// The greeks of the `count` options of a chain. The variant must be supported.
void pk_chain_greeks(pk_variant variant, size_t count, const pk_chain *chain, const pk_greeks *greeks);

/// Every array of a row holds a multiple of this many numbers.
enum { pk_row_group = 8 };

/// Options of one expiry whose values under many shocks are sought, by option.
typedef struct pk_strikes {
    /// K, positive, ln K, σ a year and 1 for a call or −1 for a put.
    const double *strike, *log_strike, *volatility, *sign;
} pk_strikes;

/// What the shocks make of one expiry, by shock; `count` is a multiple of `pk_row_group`.
typedef struct pk_shocks {
    size_t count;
    /// F, positive, and ln F.
    const double *forward, *log_forward;
    /// √T, not negative.
    const double *root_years;
    /// A volatility becomes max(floor, σ·max(0, factor + skew)).
    const double *volatility_factor, *volatility_floor;
    /// skew = k·slope, at most cap where k ≥ 0, at least −cap where k < 0; k is ln(K ÷ F), or |ln(K ÷ F)| where
    /// `is_absolute` is not 0.
    const double *skew_slope, *skew_cap, *is_absolute;
    /// What a unit of the option's price is worth.
    const double *scale;
} pk_shocks;

/// The values of `count` options under the shocks, each within ±1e120: one row for each option, its first number at
/// `rows` + option·`stride`. The variant must be supported.
void pk_option_rows(
    pk_variant variant, size_t count, const pk_strikes *options, const pk_shocks *shocks, double *rows, size_t stride);

/// One option's price, F·∂B/∂F and σ·∂B/∂σ.
typedef struct pk_valuation {
    double price, cash_delta, relative_vega;
} pk_valuation;

/// One option: `log_moneyness` is ln(F ÷ K), `deviation` σ√T, `sign` 1 for a call and −1 for a put.
pk_valuation pk_value(double forward, double strike, double log_moneyness, double deviation, double sign);

/// e^x within 1 unit in the last place (0.98 seen); 0 below −708 and for what is no number, infinite above 709.
double pk_exponential(double x);

/// (1 − N(x)) ÷ φ(x) for x ≥ 0, N and φ being the standard normal distribution and its density.
double pk_mills_ratio(double x);

#endif
