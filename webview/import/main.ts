import { adoptPageStyles } from '../shared/styles';
import './importPanel';

adoptPageStyles();
