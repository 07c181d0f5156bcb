// The formulas, for vectors of LANES options. Included once for each variant, with
//
//     LANES       numbers in a vector
//     TARGET      the instructions to use, as a function attribute
//     NAME(x)     the variant's name of x

#define vector NAME(vector)
#define mask NAME(mask)
#define lanes NAME(lanes)
#define terms NAME(terms)
#define INLINE TARGET static inline __attribute__((always_inline))

typedef double vector __attribute__((vector_size(8 * LANES)));
typedef int64_t mask __attribute__((vector_size(8 * LANES)));

// By memcpy, since a column need not be aligned to the vector.
INLINE vector NAME(load)(const double *column) {
    vector x;
    memcpy(&x, column, sizeof x);
    return x;
}

INLINE void NAME(store)(double *column, vector x) { memcpy(column, &x, sizeof x); }

INLINE vector NAME(repeat)(double x) { return x - (vector){0}; }

INLINE vector NAME(select)(mask where, vector x, vector otherwise) {
    return (vector)((where & (mask)x) | (~where & (mask)otherwise));
}

/// x, or −x where `is_negative` has all bits set.
INLINE vector NAME(negate)(vector x, mask is_negative) {
    return (vector)((mask)x ^ (is_negative & INT64_MIN));
}

INLINE vector NAME(magnitude)(vector x) { return (vector)((mask)x & INT64_MAX); }

/// e^x for `n` vectors side by side; see `pk_exponential`, of which this is all but what lies above 709.
///
/// x = k·ln 2 + r with |r| ≤ ½ ln 2; then Taylor's series of e^r to the 13th power (remainder below 4e-18).
INLINE void NAME(exponential)(size_t n, const vector *arguments, vector *results) {
    vector shifted[n_max], r[n_max], r2[n_max], odd[n_max], even[n_max];
    mask is_in_range[n_max];
    EACH(j, n) {
        // Comparisons with what is no number are false, so that such a lane becomes −708 and then 0.
        is_in_range[j] = arguments[j] >= -708.0;
        vector x = NAME(select)(is_in_range[j], arguments[j], NAME(repeat)(-708.0));
        // Adding 1.5·2^52 leaves the nearest integer in the low bits, and taking it away again leaves it as a number.
        shifted[j] = x * 0x1.71547652b82fep+0 + 0x1.8p52;
        vector k = shifted[j] - 0x1.8p52;
        // The high part of ln 2 has 40 bits, so its product with k is exact.
        r[j] = (x - k * 0x1.62e42fefa2000p-1) - k * 0x1.9ef35793c7673p-41;
        r2[j] = r[j] * r[j];
    }
    // Even and odd powers apart: two short chains instead of a long one. r itself is added last: multiplied into the
    // odd chain it would bring that chain's rounding with it, and the result would be off by up to 1.3 units.
    EACH(j, n) {
        odd[j] = NAME(repeat)(exponential_odd[0]);
        even[j] = NAME(repeat)(exponential_even[0]);
    }
    EACH(i, 5) {
        EACH(j, n) {
            odd[j] = odd[j] * r2[j] + exponential_odd[i + 1];
            even[j] = even[j] * r2[j] + exponential_even[i + 1];
        }
    }
    EACH(j, n) {
        vector fraction = 1 + (r[j] + (r2[j] * even[j] + r[j] * r2[j] * odd[j]));
        // Times 2^k, by adding k to the exponent: the product is no less than e^−708 and so a normal number.
        vector product = (vector)((mask)fraction + ((mask)shifted[j] << 52));
        results[j] = NAME(select)(is_in_range[j], product, (vector){0});
    }
}

/// (1 − N(x)) ÷ φ(x) for `n` vectors of x ≥ 0 side by side.
///
/// (1 + x) times the ratio is smooth in t = (x − 4.5) ÷ (x + 4.5), which maps 0…∞ to −1…1; the coefficients are its
/// Chebyshev series of degree 24, computed with 60 digits and rewritten in powers of t. Largest relative error seen over
/// 20,000 points: 7e-16.
INLINE void NAME(mills_ratio)(size_t n, const vector *arguments, vector *results) {
    vector t[n_max], t2[n_max], factor[n_max], odd[n_max], even[n_max];
    EACH(j, n) {
        // One division serves t and the factor 1 + x.
        vector x = arguments[j];
        vector shifted = x + 4.5;
        vector reciprocal = 1 / (shifted * (x + 1));
        t[j] = (x - 4.5) * ((x + 1) * reciprocal);
        factor[j] = shifted * reciprocal;
        t2[j] = t[j] * t[j];
    }
    // Even and odd powers apart: two chains of half the length, and those of all arguments in step.
    EACH(j, n) {
        odd[j] = NAME(repeat)(mills_odd[0]);
        even[j] = t2[j] * mills_even[0] + mills_even[1];
    }
    EACH(i, 11) {
        EACH(j, n) {
            odd[j] = odd[j] * t2[j] + mills_odd[i + 1];
            even[j] = even[j] * t2[j] + mills_even[i + 2];
        }
    }
    EACH(j, n) results[j] = (even[j] + odd[j] * t[j]) * factor[j];
}

/// The two legs of an option: F·N(±d1) and K·N(±d2), and F·φ(d1).
typedef struct lanes {
    vector asset, cash, density;
} lanes;

/// What the legs need.
typedef struct terms {
    vector forward, strike, log_moneyness;
    /// σ√T, and 1 ÷ that.
    vector deviation, inverse_deviation;
    /// All bits set, or none.
    mask is_put;
} terms;

/// The legs of `n` vectors of options side by side: their chains of operations hide each other's latency, which would
/// otherwise be most of the cost.
INLINE void NAME(legs)(size_t n, const terms *options, lanes *legs) {
    vector d[2 * n_max], exponent[n_max], power[n_max], magnitude[2 * n_max], ratio[2 * n_max];
    EACH(j, n) {
        d[j] = options[j].log_moneyness * options[j].inverse_deviation + 0.5 * options[j].deviation;
        d[n + j] = d[j] - options[j].deviation;
        exponent[j] = -0.5 * d[j] * d[j];
    }
    EACH(j, 2 * n) magnitude[j] = NAME(magnitude)(d[j]);
    NAME(exponential)(n, exponent, power);
    NAME(mills_ratio)(2 * n, magnitude, ratio);
    EACH(j, n) {
        // F·φ(d1) = K·φ(d2): one exponential serves both legs, and a leg's tail is that times its Mills ratio.
        vector density = options[j].forward * (0x1.9884533d43651p-2 * power[j]);
        vector tail1 = density * ratio[j];
        vector tail2 = density * ratio[n + j];
        // The side that pays: N(d) for a call, N(−d) for a put.
        mask is_put = options[j].is_put;
        legs[j].asset = NAME(select)((mask)(d[j] < 0) ^ is_put, tail1, options[j].forward - tail1);
        legs[j].cash = NAME(select)((mask)(d[n + j] < 0) ^ is_put, tail2, options[j].strike - tail2);
        legs[j].density = density;
    }
}

/// Held within ±1e120, far beyond any price, so that no product or square of it can leave the finite numbers. What is no
/// number becomes 1e120.
INLINE vector NAME(bounded)(vector x) {
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
        terms now = {
            .forward = NAME(load)(in.forward + i),
            .strike = NAME(load)(in.strike + i),
            .log_moneyness = NAME(load)(in.log_forward + i) - NAME(load)(in.log_strike + i),
            .deviation = NAME(load)(in.deviation + i),
            .is_put = (mask)(NAME(load)(in.sign + i) < 0),
        };
        now.inverse_deviation = 1 / now.deviation;
        terms up = now;
        up.forward *= move.up;
        up.log_moneyness += move.log_up;
        terms down = now;
        down.forward *= move.down;
        down.log_moneyness += move.log_down;
        terms options[3] = {now, up, down};
        lanes legs[3];
        NAME(legs)(3, options, legs);

        vector scale = NAME(load)(in.scale + i);
        vector price = NAME(negate)(legs[0].asset - legs[0].cash, now.is_put);
        vector cash_delta = NAME(negate)(legs[0].asset, now.is_put);
        vector hedge = move.size * cash_delta;
        vector gain_up = NAME(negate)(legs[1].asset - legs[1].cash, now.is_put) - price - hedge;
        vector gain_down = NAME(negate)(legs[2].asset - legs[2].cash, now.is_put) - price + hedge;
        NAME(store)(out.value + i, NAME(bounded)(scale * price));
        NAME(store)(out.cash_delta + i, NAME(bounded)(scale * cash_delta));
        NAME(store)(out.relative_vega + i, NAME(bounded)(scale * (legs[0].density * now.deviation)));
        NAME(store)(out.curvature_up + i, NAME(bounded)(-scale * gain_up));
        NAME(store)(out.curvature_down + i, NAME(bounded)(-scale * gain_down));

        vector gamma = legs[0].density * now.inverse_deviation;
        vector d2 = now.log_moneyness * now.inverse_deviation - 0.5 * now.deviation;
        vector hedge_slope = move.size * (cash_delta + gamma);
        vector slope_up = NAME(negate)(legs[1].asset, now.is_put) - cash_delta - hedge_slope;
        vector slope_down = NAME(negate)(legs[2].asset, now.is_put) - cash_delta + hedge_slope;
        NAME(store)(out.cash_gamma + i, NAME(bounded)(scale * gamma));
        NAME(store)(out.vega_slope + i, NAME(bounded)(-scale * (legs[0].density * d2)));
        NAME(store)(out.curvature_up_slope + i, NAME(bounded)(-scale * slope_up));
        NAME(store)(out.curvature_down_slope + i, NAME(bounded)(-scale * slope_down));
    }
}

TARGET static void NAME(chain_greeks)(size_t count, const pk_chain *chain, const pk_greeks *greeks) {
    const pk_chain in = *chain;
    const pk_greeks out = *greeks;
    const double inverse_forward = 1 / in.forward;
    const double inverse_root = 1 / in.root_years;
    const double theta_factor = -0.5 * inverse_root;
    for (size_t i = 0; i < count; i += 2 * LANES) {
        terms options[2];
        lanes legs[2];
        EACH(j, 2) {
            size_t place = i + j * LANES;
            options[j].forward = NAME(repeat)(in.forward);
            options[j].strike = NAME(load)(in.strike + place);
            options[j].log_moneyness = in.log_forward - NAME(load)(in.log_strike + place);
            options[j].deviation = NAME(load)(in.volatility + place) * in.root_years;
            options[j].inverse_deviation = NAME(load)(in.inverse_volatility + place) * inverse_root;
            options[j].is_put = (mask)(NAME(load)(in.sign + place) < 0);
        }
        NAME(legs)(2, options, legs);
        EACH(j, 2) {
            size_t place = i + j * LANES;
            vector density = legs[j].density;
            mask is_put = options[j].is_put;
            NAME(store)(out.price + place, NAME(negate)(legs[j].asset - legs[j].cash, is_put));
            NAME(store)(out.delta + place, NAME(negate)(legs[j].asset, is_put) * inverse_forward);
            NAME(store)(
                out.gamma + place, density * options[j].inverse_deviation * (inverse_forward * inverse_forward));
            NAME(store)(out.vega + place, density * in.root_years);
            NAME(store)(out.theta + place, density * NAME(load)(in.volatility + place) * theta_factor);
        }
    }
}

/// The values of one option under 2·LANES or LANES shocks, from place `i` on.
INLINE void NAME(row_part)(
    size_t n, size_t i, double strike, double log_strike, double volatility, double sign, const pk_shocks *shocks,
    double *row) {
    terms options[n_max];
    lanes legs[n_max];
    EACH(j, n) {
        size_t place = i + j * LANES;
        vector log_moneyness = NAME(load)(shocks->log_forward + place) - log_strike;
        vector k = -log_moneyness;
        mask is_absolute = (mask)(NAME(load)(shocks->is_absolute + place) != 0);
        k = NAME(select)(is_absolute, NAME(magnitude)(k), k);
        vector cap = NAME(load)(shocks->skew_cap + place);
        vector skew = k * NAME(load)(shocks->skew_slope + place);
        skew = NAME(select)(
            (mask)(k >= 0), NAME(select)((mask)(skew < cap), skew, cap), NAME(select)((mask)(skew > -cap), skew, -cap));
        vector factor = NAME(load)(shocks->volatility_factor + place) + skew;
        vector shocked = NAME(select)((mask)(factor > 0), volatility * factor, (vector){0});
        vector floor = NAME(load)(shocks->volatility_floor + place);
        shocked = NAME(select)((mask)(shocked > floor), shocked, floor);
        // Less is as good as expiry, where the price is the intrinsic value to within 4e-13 of the forward.
        vector deviation = shocked * NAME(load)(shocks->root_years + place);
        vector least = NAME(repeat)(1e-12);
        deviation = NAME(select)((mask)(deviation > least), deviation, least);
        options[j].forward = NAME(load)(shocks->forward + place);
        options[j].strike = NAME(repeat)(strike);
        options[j].log_moneyness = log_moneyness;
        options[j].deviation = deviation;
        options[j].inverse_deviation = 1 / deviation;
        options[j].is_put = (mask)(NAME(repeat)(sign) < 0);
    }
    NAME(legs)(n, options, legs);
    EACH(j, n) {
        size_t place = i + j * LANES;
        vector price = NAME(negate)(legs[j].asset - legs[j].cash, options[j].is_put);
        NAME(store)(row + place, NAME(bounded)(NAME(load)(shocks->scale + place) * price));
    }
}

TARGET static void NAME(option_rows)(
    size_t count, const pk_strikes *options, const pk_shocks *shocks, double *rows, size_t stride) {
    const pk_strikes in = *options;
    const pk_shocks all = *shocks;
    for (size_t option = 0; option < count; ++option) {
        const double strike = in.strike[option], log_strike = in.log_strike[option];
        const double volatility = in.volatility[option], sign = in.sign[option];
        double *row = rows + option * stride;
        size_t i = 0;
        for (; i + 2 * LANES <= all.count; i += 2 * LANES)
            NAME(row_part)(2, i, strike, log_strike, volatility, sign, &all, row);
        for (; i < all.count; i += LANES)
            NAME(row_part)(1, i, strike, log_strike, volatility, sign, &all, row);
    }
}

#undef vector
#undef mask
#undef lanes
#undef terms
#undef INLINE
#undef LANES
#undef TARGET
#undef NAME
