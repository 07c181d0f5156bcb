// The formulas, for LANES options at a time. Included once for each variant, with
//
//     LANES       numbers in a vector
//     TARGET      the instructions to use, as a function attribute
//     NAME(x)     the variant's name of x

#define vector NAME(vector)
#define mask NAME(mask)
#define lanes NAME(lanes)

typedef double vector __attribute__((vector_size(8 * LANES)));
typedef int64_t mask __attribute__((vector_size(8 * LANES)));

// By memcpy, since a column need not be aligned to the vector.
TARGET static inline vector NAME(load)(const double *column) {
    vector x;
    memcpy(&x, column, sizeof x);
    return x;
}

TARGET static inline void NAME(store)(double *column, vector x) { memcpy(column, &x, sizeof x); }

TARGET static inline vector NAME(repeat)(double x) { return x - (vector){0}; }

TARGET static inline vector NAME(select)(mask where, vector x, vector otherwise) {
    return (vector)((where & (mask)x) | (~where & (mask)otherwise));
}

/// x, or −x where `is_negative` has all bits set.
TARGET static inline vector NAME(negate)(vector x, mask is_negative) {
    return (vector)((mask)x ^ (is_negative & INT64_MIN));
}

TARGET static inline vector NAME(magnitude)(vector x) { return (vector)((mask)x & INT64_MAX); }

/// e^x; see `pk_exponential`, of which this is all but what lies above 709.
///
/// x = k·ln 2 + r with |r| ≤ ½ ln 2; then Taylor's series of e^r to the 13th power (remainder below 4e-18).
TARGET static inline vector NAME(exponential)(vector argument) {
    // Comparisons with what is no number are false, so that such a lane becomes −708 and then 0.
    mask is_in_range = argument >= -708.0;
    vector x = NAME(select)(is_in_range, argument, NAME(repeat)(-708.0));
    // Adding 1.5·2^52 leaves the nearest integer in the low bits, and taking it away again leaves it as a number.
    vector shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52;
    vector k = shifted - 0x1.8p52;
    // The high part of ln 2 has 40 bits, so its product with k is exact.
    vector r = (x - k * 0x1.62e42fefa2000p-1) - k * 0x1.9ef35793c7673p-41;
    vector r2 = r * r;
    // Even and odd powers apart: two short chains instead of a long one. r itself is added last: multiplied into the
    // odd chain it would bring that chain's rounding with it, and the result would be off by up to 1.3 units.
    vector odd = r2 * (1.0 / 6227020800) + (1.0 / 39916800);
    odd = odd * r2 + (1.0 / 362880);
    odd = odd * r2 + (1.0 / 5040);
    odd = odd * r2 + (1.0 / 120);
    odd = odd * r2 + (1.0 / 6);
    vector even = r2 * (1.0 / 479001600) + (1.0 / 3628800);
    even = even * r2 + (1.0 / 40320);
    even = even * r2 + (1.0 / 720);
    even = even * r2 + (1.0 / 24);
    even = even * r2 + 0.5;
    vector fraction = 1 + (r + (r2 * even + r * r2 * odd));
    // Times 2^k, by adding k to the exponent: the product is no less than e^−708 and so a normal number.
    vector product = (vector)((mask)fraction + ((mask)shifted << 52));
    return NAME(select)(is_in_range, product, (vector){0});
}

/// (1 − N(x)) ÷ φ(x) for x ≥ 0.
///
/// (1 + x) times the ratio is smooth in t = (x − 4.5) ÷ (x + 4.5), which maps 0…∞ to −1…1; the coefficients are its
/// Chebyshev series of degree 24, computed with 60 digits and rewritten in powers of t. Largest relative error seen over
/// 20,000 points: 7e-16.
TARGET static inline vector NAME(mills_ratio)(vector x) {
    // One division serves t and the factor 1 + x.
    vector shifted = x + 4.5;
    vector reciprocal = 1 / (shifted * (x + 1));
    vector t = (x - 4.5) * ((x + 1) * reciprocal);
    vector t2 = t * t;
    // Even and odd powers apart: two chains of half the length.
    vector even = t2 * -2.0233360144274278e-10 + 3.0966863080431226e-09;
    even = even * t2 + -2.6568607366345864e-08;
    even = even * t2 + 1.776554959256803e-07;
    even = even * t2 + -1.077027011407785e-06;
    even = even * t2 + 6.397086194815076e-06;
    even = even * t2 + -3.734027553691202e-05;
    even = even * t2 + 0.0001778509361712195;
    even = even * t2 + 0.00029892963405264743;
    even = even * t2 + -0.02654791395942041;
    even = even * t2 + -0.07614357379042298;
    even = even * t2 + 0.05976544964130705;
    even = even * t2 + 1.1691381924311748;
    vector odd = t2 * 1.1225507818376512e-09 + -1.116274514276316e-08;
    odd = odd * t2 + 6.08772375623715e-08;
    odd = odd * t2 + -2.7067033965359946e-07;
    odd = odd * t2 + 1.3189509079766653e-06;
    odd = odd * t2 + -8.988398419155805e-06;
    odd = odd * t2 + 8.481181003581699e-05;
    odd = odd * t2 + -0.0008848442155582725;
    odd = odd * t2 + 0.0067960861307179805;
    odd = odd * t2 + 0.056690683235107585;
    odd = odd * t2 + 0.04743206622188662;
    odd = odd * t2 + -0.2367679825591322;
    return (even + odd * t) * (shifted * reciprocal);
}

/// The two legs of an option: F·N(±d1) and K·N(±d2), and F·φ(d1).
typedef struct lanes {
    vector asset, cash, density;
} lanes;

/// - inverse_deviation: 1 ÷ (σ√T).
/// - is_put: All bits set, or none.
TARGET static inline lanes NAME(legs)(
    vector forward, vector strike, vector log_moneyness, vector deviation, vector inverse_deviation, mask is_put) {
    vector d1 = log_moneyness * inverse_deviation + 0.5 * deviation;
    vector d2 = d1 - deviation;
    // F·φ(d1) = K·φ(d2): one exponential serves both legs, and a leg's tail is that times its Mills ratio.
    vector density = forward * (0x1.9884533d43651p-2 * NAME(exponential)(-0.5 * d1 * d1));
    vector tail1 = density * NAME(mills_ratio)(NAME(magnitude)(d1));
    vector tail2 = density * NAME(mills_ratio)(NAME(magnitude)(d2));
    // The side that pays: N(d) for a call, N(−d) for a put.
    return (lanes){
        .asset = NAME(select)((mask)(d1 < 0) ^ is_put, tail1, forward - tail1),
        .cash = NAME(select)((mask)(d2 < 0) ^ is_put, tail2, strike - tail2),
        .density = density,
    };
}

/// Held within ±1e120, far beyond any price, so that no product or square of it can leave the finite numbers. What is no
/// number becomes 1e120.
TARGET static inline vector NAME(bounded)(vector x) {
    vector most = NAME(repeat)(1e120);
    vector least = NAME(repeat)(-1e120);
    x = NAME(select)((mask)(x < most), x, most);
    return NAME(select)((mask)(x >= least), x, least);
}

TARGET static void NAME(option_risks)(
    size_t count, const pk_options *options, const pk_shock *shock, const pk_risks *risks) {
    const pk_options in = *options;
    const pk_shock move = *shock;
    const pk_risks out = *risks;
    for (size_t i = 0; i < count; i += LANES) {
        vector strike = NAME(load)(in.strike + i);
        vector forward = NAME(load)(in.forward + i);
        vector deviation = NAME(load)(in.deviation + i);
        vector scale = NAME(load)(in.scale + i);
        vector log_moneyness = NAME(load)(in.log_forward + i) - NAME(load)(in.log_strike + i);
        mask is_put = (mask)(NAME(load)(in.sign + i) < 0);
        vector inverse = 1 / deviation;

        lanes now = NAME(legs)(forward, strike, log_moneyness, deviation, inverse, is_put);
        lanes up = NAME(legs)(forward * move.up, strike, log_moneyness + move.log_up, deviation, inverse, is_put);
        lanes down = NAME(legs)(forward * move.down, strike, log_moneyness + move.log_down, deviation, inverse, is_put);

        vector price = NAME(negate)(now.asset - now.cash, is_put);
        vector cash_delta = NAME(negate)(now.asset, is_put);
        vector hedge = move.size * cash_delta;
        vector gain_up = NAME(negate)(up.asset - up.cash, is_put) - price - hedge;
        vector gain_down = NAME(negate)(down.asset - down.cash, is_put) - price + hedge;
        NAME(store)(out.value + i, NAME(bounded)(scale * price));
        NAME(store)(out.cash_delta + i, NAME(bounded)(scale * cash_delta));
        NAME(store)(out.relative_vega + i, NAME(bounded)(scale * (now.density * deviation)));
        NAME(store)(out.curvature_up + i, NAME(bounded)(-scale * gain_up));
        NAME(store)(out.curvature_down + i, NAME(bounded)(-scale * gain_down));
    }
}

TARGET static void NAME(chain_greeks)(size_t count, const pk_chain *chain, const pk_greeks *greeks) {
    const pk_chain in = *chain;
    const pk_greeks out = *greeks;
    const double inverse_forward = 1 / in.forward;
    const double theta_factor = -0.5 / in.root_years;
    for (size_t i = 0; i < count; i += LANES) {
        vector volatility = NAME(load)(in.volatility + i);
        mask is_put = (mask)(NAME(load)(in.sign + i) < 0);
        vector deviation = volatility * in.root_years;
        vector inverse = 1 / deviation;
        lanes now = NAME(legs)(
            NAME(repeat)(in.forward), NAME(load)(in.strike + i), in.log_forward - NAME(load)(in.log_strike + i),
            deviation, inverse, is_put);
        NAME(store)(out.price + i, NAME(negate)(now.asset - now.cash, is_put));
        NAME(store)(out.delta + i, NAME(negate)(now.asset, is_put) * inverse_forward);
        NAME(store)(out.gamma + i, now.density * inverse * (inverse_forward * inverse_forward));
        NAME(store)(out.vega + i, now.density * in.root_years);
        NAME(store)(out.theta + i, now.density * volatility * theta_factor);
    }
}

#undef vector
#undef mask
#undef lanes
#undef LANES
#undef TARGET
#undef NAME
